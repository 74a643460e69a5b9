import { query, read, write } from '@/lib/client'
import type {
  Command, CommandRequest, Commands, Crops, Greenhouse, GreenhouseChange, GreenhouseSeries, Greenhouses, Rule, RuleChange, Rules
} from '@/lib/types'

export const listGreenhouses = (place?: string | null) => read<Greenhouses>(`/api/greenhouses${query({ place })}`)
export const getGreenhouse = (id: number) => read<Greenhouse>(`/api/greenhouses/${id}`)
export const changeGreenhouse = (id: number, change: GreenhouseChange) =>
  write<Greenhouse>('PATCH', `/api/greenhouses/${id}`, change)
export const removeGreenhouse = (id: number) => write<void>('DELETE', `/api/greenhouses/${id}`)
/** `from` and `to` may be the first and the last reading that there is. */
export const getSeries = (
  id: number, ask: { quantities: string[]; from: Date | 'first'; to: Date | 'last'; buckets: number }
) =>
  read<GreenhouseSeries>(
    `/api/greenhouses/${id}/series` +
      query({
        quantities: ask.quantities.join(','),
        from: ask.from === 'first' ? 'first' : ask.from.toISOString(),
        to: ask.to === 'last' ? 'last' : ask.to.toISOString(),
        buckets: ask.buckets
      })
  )
export const listCommands = (id: number, top = 20) =>
  read<Commands>(`/api/greenhouses/${id}/commands${query({ top })}`)
export const sendCommand = (id: number, wish: CommandRequest) =>
  write<Command>('POST', `/api/greenhouses/${id}/commands`, wish)
export const cancelCommand = (id: number) => write<Command>('POST', `/api/commands/${id}/cancel`)
export const listRules = (id: number) => read<Rules>(`/api/greenhouses/${id}/rules`)
export const changeRule = (id: number, code: string, change: RuleChange) =>
  write<Rule>('PUT', `/api/greenhouses/${id}/rules/${encodeURIComponent(code)}`, change)
export const resetRule = (id: number, code: string) =>
  write<Rule>('DELETE', `/api/greenhouses/${id}/rules/${encodeURIComponent(code)}`)
export const listCrops = () => read<Crops>('/api/crops')
