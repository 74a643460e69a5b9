import { byId, client, read, upload, write } from '@/lib/client'
import type { DeviceChange, DeviceRequest, ImportBegun } from '@/lib/types'

export const listProfiles = () => read(client.GET('/api/profiles'))
export const listDevices = () => read(client.GET('/api/devices'))
export const getDevice = (id: number) => read(client.GET('/api/devices/{id}', { params: byId(id) }))
export const addDevice = (body: DeviceRequest) => write(client.POST('/api/devices', { body }))
export const changeDevice = (id: number, body: DeviceChange) => write(client.PATCH('/api/devices/{id}', { params: byId(id), body }))
export const removeDevice = (id: number) => write(client.DELETE('/api/devices/{id}', { params: byId(id) }))
export const renewToken = (id: number) => write(client.POST('/api/devices/{id}/token', { params: byId(id) }))
export const revokeToken = (id: number) => write(client.DELETE('/api/devices/{id}/token', { params: byId(id) }))
export const importReadings = (id: number, file: Blob, onProgress: (part: number) => void) =>
  upload<ImportBegun>(`/api/devices/${id}/import`, file, 'text/csv', onProgress)
export const getImport = (id: number) => read(client.GET('/api/imports/{id}', { params: byId(id) }))
