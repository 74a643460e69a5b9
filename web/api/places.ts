import { query, read, write } from './client'
import type { Channel, Place, PlaceImport, Severity } from './types'

export const listPlaces = () => read<{ places: Place[] }>('/api/places')
export const addPlace = (place: {
  code: string; name: string; parentCode: string | null; latitude?: number; longitude?: number
}) => write<Place>('POST', '/api/places', place)
export const changePlace = (code: string, change: { name?: string; latitude?: number; longitude?: number }) =>
  write<Place>('PATCH', `/api/places/${code}`, change)
export const importPlaces = (csv: string, preview: boolean) =>
  write<PlaceImport>('POST', `/api/places/import${query({ preview })}`, csv, 'text/csv')

export const listChannels = (place: string) => read<{ channels: Channel[] }>(`/api/places/${place}/channels`)
export const addChannel = (
  place: string, channel: { kind: Channel['kind']; name: string; target: string; minSeverity: Severity }
) => write<Channel>('POST', `/api/places/${place}/channels`, channel)
export const removeChannel = (id: number) => write<void>('DELETE', `/api/channels/${id}`)
export const testChannel = (id: number) =>
  write<{ ok: boolean; error: string | null }>('POST', `/api/channels/${id}/test`)
