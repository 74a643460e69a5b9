import { byId, client, read, write } from '@/lib/client'
import type { PasswordChange } from '@/lib/types'

export const changePassword = (body: PasswordChange) => write(client.POST('/api/me/password', { body }))
export const getSecondFactor = () => read(client.GET('/api/me/second-factor'))
export const beginSecondFactor = (password: string) => write(client.POST('/api/me/second-factor', { body: { password } }))
export const confirmSecondFactor = (code: string) => write(client.POST('/api/me/second-factor/confirm', { body: { code } }))
export const turnOffSecondFactor = (password: string) => write(client.POST('/api/me/second-factor/off', { body: { password } }))
export const listSessions = () => read(client.GET('/api/me/sessions'))
export const endSession = (id: number) => write(client.DELETE('/api/me/sessions/{id}', { params: byId(id) }))
