import { query, read, write } from '@/lib/client'
import type { Household, HouseholdChange, Households, NewHousehold, People } from '@/lib/types'

export const listPeople = (search: { q?: string; top?: number }) =>
  read<People>(`/api/people${query(search)}`)
export const removeRole = (id: number) => write<void>('DELETE', `/api/roles/${id}`)
export const listHouseholds = () => read<Households>('/api/households')
export const addHousehold = (household: NewHousehold) => write<Household>('POST', '/api/households', household)
export const changeHousehold = (id: number, change: HouseholdChange) =>
  write<Household>('PATCH', `/api/households/${id}`, change)
export const removeHousehold = (id: number) => write<void>('DELETE', `/api/households/${id}`)
