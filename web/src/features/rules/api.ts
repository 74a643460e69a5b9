import { byId, client, read, write } from '@/lib/client'
import type { RuleChange } from '@/lib/types'

const ruleParams = (id: number, code: string) => ({ path: { id, code } })

export const listRules = (id: number) => read(client.GET('/api/greenhouses/{id}/rules', { params: byId(id) }))
export const changeRule = (id: number, code: string, body: RuleChange) =>
  write(client.PUT('/api/greenhouses/{id}/rules/{code}', { params: ruleParams(id, code), body }))
export const resetRule = (id: number, code: string) =>
  write(client.DELETE('/api/greenhouses/{id}/rules/{code}', { params: ruleParams(id, code) }))
