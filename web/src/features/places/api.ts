import { query, read, write } from '@/lib/client'
import type { Channel, ChannelTrial, Channels, NewChannel, NewPlace, Place, PlaceChange, PlaceImport, Places } from '@/lib/types'

export const listPlaces = () => read<Places>('/api/places')
export const addPlace = (place: NewPlace) => write<Place>('POST', '/api/places', place)
export const changePlace = (code: string, change: PlaceChange) => write<Place>('PATCH', `/api/places/${code}`, change)
export const removePlace = (code: string) => write<void>('DELETE', `/api/places/${code}`)
export const importPlaces = (table: Blob, preview: boolean) =>
  write<PlaceImport>('POST', `/api/places/import${query({ preview })}`, table, 'text/csv')

export const listChannels = (place: string) => read<Channels>(`/api/places/${place}/channels`)
export const addChannel = (place: string, channel: NewChannel) =>
  write<Channel>('POST', `/api/places/${place}/channels`, channel)
export const removeChannel = (id: number) => write<void>('DELETE', `/api/channels/${id}`)
export const testChannel = (id: number) => write<ChannelTrial>('POST', `/api/channels/${id}/test`)
