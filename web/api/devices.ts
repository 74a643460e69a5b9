import { query, read, upload, write } from './client'
import type { CsvImport, Device, DeviceDetail, Profile } from './types'

export const listProfiles = () => read<{ profiles: Profile[] }>('/api/profiles')
export const listDevices = (search: { place?: string | null; greenhouse?: number }) =>
  read<{ devices: Device[] }>(`/api/devices${query(search)}`)
export const getDevice = (id: number) => read<DeviceDetail>(`/api/devices/${id}`)
export const addDevice = (wish: {
  name: string; profile: string; placeCode: string; householdId?: number; thingId?: number
}) => write<{ device: Device; token: string }>('POST', '/api/devices', wish)
export const renameDevice = (id: number, name: string) => write<Device>('PATCH', `/api/devices/${id}`, { name })
export const removeDevice = (id: number) => write<void>('DELETE', `/api/devices/${id}`)
export const renewToken = (id: number) => write<{ token: string }>('POST', `/api/devices/${id}/token`)
export const revokeToken = (id: number) => write<void>('DELETE', `/api/devices/${id}/token`)
export const importReadings = (id: number, file: Blob, onProgress: (part: number) => void) =>
  upload<{ id: number }>(`/api/devices/${id}/import`, file, 'text/csv', onProgress)
export const getImport = (id: number) => read<CsvImport>(`/api/imports/${id}`)
