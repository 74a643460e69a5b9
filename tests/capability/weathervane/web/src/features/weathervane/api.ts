import { client, read } from '@/lib/client'

export const listWeathervanes = () => read(client.GET('/api/weathervanes'))
