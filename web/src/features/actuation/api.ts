import { byId, client, read, write } from '@/lib/client'
import type { CommandRequest } from '@/lib/types'

export const listCommands = (id: number, top = 20) =>
  read(client.GET('/api/greenhouses/{id}/commands', { params: { ...byId(id), query: { top } } }))
export const sendCommand = (id: number, body: CommandRequest) =>
  write(client.POST('/api/greenhouses/{id}/commands', { params: byId(id), body }))
export const cancelCommand = (id: number) => write(client.POST('/api/commands/{id}/cancel', { params: byId(id) }))
