import { byId, client, read, write } from '@/lib/client'
import type { GreenhouseChange } from '@/lib/types'

export const listGreenhouses = (place?: string) => read(client.GET('/api/greenhouses', { params: { query: { place } } }))
export const getGreenhouse = (id: number) => read(client.GET('/api/greenhouses/{id}', { params: byId(id) }))
export const changeGreenhouse = (id: number, body: GreenhouseChange) =>
  write(client.PATCH('/api/greenhouses/{id}', { params: byId(id), body }))
export const removeGreenhouse = (id: number) => write(client.DELETE('/api/greenhouses/{id}', { params: byId(id) }))
export const listCrops = () => read(client.GET('/api/crops'))
