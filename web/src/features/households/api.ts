import { byId, client, read, write } from '@/lib/client'
import type { HouseholdChange, NewHousehold } from '@/lib/types'

export const listHouseholds = () => read(client.GET('/api/households'))
export const addHousehold = (body: NewHousehold) => write(client.POST('/api/households', { body }))
export const changeHousehold = (id: number, body: HouseholdChange) =>
  write(client.PATCH('/api/households/{id}', { params: byId(id), body }))
export const removeHousehold = (id: number) => write(client.DELETE('/api/households/{id}', { params: byId(id) }))
