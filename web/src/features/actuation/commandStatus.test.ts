// @vitest-environment node
import { expect, it } from 'vitest'
import type { Command } from '@/lib/types'
import { finalAction, laterCommand } from './commandStatus'

it('keeps the later version of a command when updates arrive out of order', () => {
  const version = (id: number, ...states: string[]) => ({ id, changes: states.map((state) => ({ state })) }) as unknown as Command
  const done = version(5, 'requested', 'sent', 'done')
  expect(laterCommand(done, version(5, 'requested'))).toBe(done)
  expect(laterCommand(version(5, 'requested'), done)).toBe(done)
  expect(laterCommand(done, version(4, 'requested', 'sent', 'acknowledged', 'done'))).toBe(done)
  expect(laterCommand(done, version(6, 'requested')).id).toBe(6)
  expect(laterCommand(null, done)).toBe(done)
})

it('calls a vent that was set to 0 or 100 % closed or opened', () => {
  const final = (action: Command['action'], position: number | null) => finalAction({ action, position })
  expect([final('set', 0), final('set', 100), final('set', 40)]).toEqual(['close', 'open', 'set'])
  expect([final('open', null), final('stop', null)]).toEqual(['open', 'stop'])
})
