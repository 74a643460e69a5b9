import { query, read, write } from './client'
import type { Household, Person } from './types'

export const listPeople = (search: { place?: string; q?: string; top?: number; skip?: number }) =>
  read<{ count: number; people: Person[] }>(`/api/people${query(search)}`)
export const removeRole = (id: number) => write<void>('DELETE', `/api/roles/${id}`)
export const listHouseholds = (place?: string | null) =>
  read<{ households: Household[] }>(`/api/households${query({ place })}`)
export const addHousehold = (household: { name: string; placeCode: string }) =>
  write<Household>('POST', '/api/households', household)
export const changeHousehold = (
  id: number, change: { name?: string; quietFrom?: string | null; quietTo?: string | null }
) => write<Household>('PATCH', `/api/households/${id}`, change)
