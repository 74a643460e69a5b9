import { byId, client, read, write } from '@/lib/client'
import type { PasswordChange } from '@/lib/types'

export const changePassword = (body: PasswordChange) => write(client.POST('/api/me/password', { body }))
export const listSessions = () => read(client.GET('/api/me/sessions'))
export const endSession = (id: number) => write(client.DELETE('/api/me/sessions/{id}', { params: byId(id) }))
