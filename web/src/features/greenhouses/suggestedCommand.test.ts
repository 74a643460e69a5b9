// @vitest-environment node
import { expect, it } from 'vitest'
import { suggestedCommand } from './suggestedCommand'

it('suggests the vent command of the advice unless the vent is in that position', () => {
  const action = (code: string, position: number | null) =>
    suggestedCommand({ advice: [{ code: 'humid', params: {} }, { code, params: {} }], vents: [{ name: 'vent', position, connected: true }] })?.action
  expect([action('frost_soon', 100), action('frost_now', 30), action('cold_close_vent', null)]).toEqual(['close', 'close', 'close'])
  expect([action('frost_soon', 0), action('hot_open_vent', 100), action('good', 50)]).toEqual([undefined, undefined, undefined])
  expect([action('hot_open_vent', 0), action('hot_open_vent', 97)]).toEqual(['open', 'open'])
  expect([action('hot_open_vent', 98), action('frost_now', 2)]).toEqual([undefined, undefined])
})
