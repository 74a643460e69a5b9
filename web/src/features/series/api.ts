import { byId, client, read, type Answer } from '@/lib/client'
import type { GreenhouseSeries } from '@/lib/types'

/** `from` and `to` may be the first and the last reading that there is. */
export interface SeriesQuery { quantities: string[]; from: Date | 'first'; to: Date | 'last'; buckets: number }

export const getSeries = (id: number, { quantities, from, to, buckets }: SeriesQuery) =>
  read(
    client.GET('/api/greenhouses/{id}/series', {
      params: {
        ...byId(id),
        query: {
          quantities: quantities.join(','),
          from: from === 'first' ? 'first' : from.toISOString(),
          to: to === 'last' ? 'last' : to.toISOString(),
          buckets
        }
      }
    })
  ) as Promise<Answer<GreenhouseSeries>>
