import { query, read, write } from './client'
import type { Household, HouseholdChange, Households, NewHousehold, People } from './types'

export const listPeople = (search: { place?: string; q?: string; top?: number; skip?: number }) =>
  read<People>(`/api/people${query(search)}`)
export const removeRole = (id: number) => write<void>('DELETE', `/api/roles/${id}`)
export const listHouseholds = (place?: string | null) => read<Households>(`/api/households${query({ place })}`)
export const addHousehold = (household: NewHousehold) => write<Household>('POST', '/api/households', household)
export const changeHousehold = (id: number, change: HouseholdChange) =>
  write<Household>('PATCH', `/api/households/${id}`, change)
