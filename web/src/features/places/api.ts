import { client, read, write } from '@/lib/client'
import type { NewPlace, PlaceChange } from '@/lib/types'

const byCode = (code: string) => ({ path: { code } })

export const listPlaces = () => read(client.GET('/api/places'))
export const addPlace = (body: NewPlace) => write(client.POST('/api/places', { body }))
export const changePlace = (code: string, body: PlaceChange) => write(client.PATCH('/api/places/{code}', { params: byCode(code), body }))
export const removePlace = (code: string) => write(client.DELETE('/api/places/{code}', { params: byCode(code) }))
/** The table is sent as the spreadsheet saved it; the server detects its encoding. */
export const importPlaces = (table: Blob, preview: boolean) =>
  write(
    client.POST('/api/places/import', {
      params: { query: { preview } },
      body: table as unknown as string,
      bodySerializer: () => table,
      headers: { 'Content-Type': 'text/csv' }
    })
  )
