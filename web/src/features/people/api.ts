import { byId, client, read, write } from '@/lib/client'
import type { NewInvitation } from '@/lib/types'

export const listPeople = (query: { q?: string; top?: number }) => read(client.GET('/api/people', { params: { query } }))
export const removeRole = (id: number) => write(client.DELETE('/api/roles/{id}', { params: byId(id) }))
export const listInvitations = () => read(client.GET('/api/invitations'))
export const invite = (body: NewInvitation) => write(client.POST('/api/invitations', { body }))
export const withdrawInvitation = (id: number) =>
  write(client.DELETE('/api/invitations/{code}', { params: { path: { code: String(id) } } }))
