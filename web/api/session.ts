import { read, write, writeForBlob } from './client'
import type { About, Invitation, Language, Me, NewInvitation, PendingInvitation, RoleCode, Session } from './types'

export const signIn = (phone: string, password: string) => write<Me>('POST', '/api/session', { phone, password })
export const signOut = () => write<void>('DELETE', '/api/session')
export const getMe = () => read<Me>('/api/me')
export const changeMe = (change: { name?: string; language?: Language; elderMode?: boolean }) =>
  write<Me>('PATCH', '/api/me', change)
export const changePassword = (old: string, fresh: string) =>
  write<void>('POST', '/api/me/password', { old, new: fresh })
export const listSessions = () => read<{ sessions: Session[] }>('/api/me/sessions')
export const endSession = (id: number) => write<void>('DELETE', `/api/me/sessions/${id}`)
export const getInvitation = (code: string) => read<Invitation>(`/api/invitations/${encodeURIComponent(code)}`)
export const acceptInvitation = (code: string, person: { name: string; phone: string; password: string }) =>
  write<Me>('POST', `/api/invitations/${encodeURIComponent(code)}/accept`, person)
export const listInvitations = () => read<{ invitations: PendingInvitation[] }>('/api/invitations')
export const invite = (wish: { role: RoleCode; placeCode?: string; householdId?: number; name?: string }) =>
  write<NewInvitation>('POST', '/api/invitations', wish)
export const withdrawInvitation = (id: number) => write<void>('DELETE', `/api/invitations/${id}`)
export const drawQr = (text: string) => writeForBlob('/api/qr', { text })
export const getAbout = () => read<About>('/api/about')
