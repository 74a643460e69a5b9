import { read, write, writeForBlob } from '@/lib/client'
import type {
  About, AcceptInvitation, Invitation, Invitations, MadeInvitation, Me, MeChange, NewInvitation, PasswordChange, Sessions, SignIn
} from '@/lib/types'

export const signIn = (who: SignIn) => write<Me>('POST', '/api/session', who)
export const signOut = () => write<void>('DELETE', '/api/session')
export const getMe = () => read<Me>('/api/me')
export const changeMe = (change: MeChange) => write<Me>('PATCH', '/api/me', change)
export const changePassword = (change: PasswordChange) => write<void>('POST', '/api/me/password', change)
export const listSessions = () => read<Sessions>('/api/me/sessions')
export const endSession = (id: number) => write<void>('DELETE', `/api/me/sessions/${id}`)
export const getInvitation = (code: string) => read<Invitation>(`/api/invitations/${encodeURIComponent(code)}`)
export const acceptInvitation = (code: string, person: AcceptInvitation) =>
  write<Me>('POST', `/api/invitations/${encodeURIComponent(code)}/accept`, person)
export const listInvitations = () => read<Invitations>('/api/invitations')
export const invite = (wish: NewInvitation) => write<MadeInvitation>('POST', '/api/invitations', wish)
export const withdrawInvitation = (id: number) => write<void>('DELETE', `/api/invitations/${id}`)
export const drawQr = (text: string) => writeForBlob('/api/qr', { text })
export const getAbout = () => read<About>('/api/about')
