import { byId, client, read, write } from '@/lib/client'
import type { NewChannel } from '@/lib/types'

export const listChannels = (code: string) => read(client.GET('/api/places/{code}/channels', { params: { path: { code } } }))
export const addChannel = (code: string, body: NewChannel) =>
  write(client.POST('/api/places/{code}/channels', { params: { path: { code } }, body }))
export const removeChannel = (id: number) => write(client.DELETE('/api/channels/{id}', { params: byId(id) }))
export const sendTrial = (id: number) => write(client.POST('/api/channels/{id}/trial', { params: byId(id) }))
