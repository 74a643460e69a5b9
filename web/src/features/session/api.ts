import { client, read, write } from '@/lib/client'
import type { AcceptInvitation, MeChange, SignIn } from '@/lib/types'

const byCode = (code: string) => ({ path: { code } })

export const signIn = (body: SignIn) => write(client.POST('/api/session', { body }))
export const signOut = () => write(client.DELETE('/api/session'))
export const changeMe = (body: MeChange) => write(client.PATCH('/api/me', { body }))
export const getInvitation = (code: string) => read(client.GET('/api/invitations/{code}', { params: byCode(code) }))
export const acceptInvitation = (code: string, body: AcceptInvitation) =>
  write(client.POST('/api/invitations/{code}/accept', { params: byCode(code), body }))
