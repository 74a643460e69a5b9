import { read, upload, write } from '@/lib/client'
import type {
  DeviceChange, DeviceDetail, DeviceWish, Devices, Import, ImportBegun, NewDevice, Profiles, Token
} from '@/lib/types'

export const listProfiles = () => read<Profiles>('/api/profiles')
export const listDevices = () => read<Devices>('/api/devices')
export const getDevice = (id: number) => read<DeviceDetail>(`/api/devices/${id}`)
export const addDevice = (wish: DeviceWish) => write<NewDevice>('POST', '/api/devices', wish)
export const changeDevice = (id: number, change: DeviceChange) => write<DeviceDetail>('PATCH', `/api/devices/${id}`, change)
export const removeDevice = (id: number) => write<void>('DELETE', `/api/devices/${id}`)
export const renewToken = (id: number) => write<Token>('POST', `/api/devices/${id}/token`)
export const revokeToken = (id: number) => write<void>('DELETE', `/api/devices/${id}/token`)
export const importReadings = (id: number, file: Blob, onProgress: (part: number) => void) =>
  upload<ImportBegun>(`/api/devices/${id}/import`, file, 'text/csv', onProgress)
export const getImport = (id: number) => read<Import>(`/api/imports/${id}`)
