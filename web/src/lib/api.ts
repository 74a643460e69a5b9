import { client, read, write } from './client'

/** Routes that no feature owns. */
export const getMe = () => read(client.GET('/api/me'))
export const getServerInfo = () => read(client.GET('/api/about'))
/** Refused while the server cannot use its database or store readings. */
export const getReadiness = () => read(client.GET('/readyz', { parseAs: 'text' }))
export const renderQr = (text: string) => write(client.POST('/api/qr', { body: { text }, parseAs: 'blob' }))
/** The live stream of everything the person may see (server-sent events). */
export const openLiveStream = () => new EventSource('/api/live')
