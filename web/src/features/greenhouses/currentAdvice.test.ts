import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Card, ReadingEvent } from '@/lib/types'
import { saidNow } from './currentAdvice'
import { useAdviceAnew } from './useAdviceRefresh'

const at = (temperature: number, humidity = 90) => ({
  id: 5, latest: { air_temperature: { value: temperature }, relative_humidity: { value: humidity } }
}) as unknown as Card
const warm = { code: 'warm_night', params: { low: 8, high: 10, temperature: 17.4 } }
const figures = (card: Card, ...advice: Card['advice']) => saidNow({ ...card, advice }).map((one) => one.params.temperature)

it('says the temperature that stands above it', () => {
  expect(figures(at(16.1), warm)).toEqual([16.1])
  expect(figures({ ...at(0), latest: {} }, warm)).toEqual([17.4])
})

it('is silent where the temperature has left what was said of it', () => {
  expect(figures(at(9.5), warm)).toEqual([])
  expect(figures(at(17.6), { code: 'good', params: { low: 18, high: 22, temperature: 18.9 } })).toEqual([])
})

it('stays as it is where it speaks of more than the temperature', () => {
  const frost = { code: 'frost_soon', params: { temperature: 4, hours: 2 } }
  expect(saidNow({ ...at(3), advice: [frost] })).toEqual([frost])
})

const reading = (value: number, quantity = 'air_temperature', greenhouseId = 5) => ({ greenhouseId, quantity, value }) as ReadingEvent

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is asked for anew when a reading has moved, but not oftener than every half minute', () => {
  const scope = effectScope()
  const asked = vi.fn(async () => undefined)
  const { given, heard } = scope.run(() => useAdviceAnew(asked))!
  given([at(17.4)])
  heard(reading(17.1))
  heard(reading(16.1, 'air_temperature', 6))
  vi.advanceTimersByTime(60_000)
  expect(asked).not.toHaveBeenCalled()
  heard(reading(16.8))
  heard(reading(16.7))
  vi.advanceTimersByTime(1500)
  expect(asked).toHaveBeenCalledTimes(1)
  given([at(16.7)])
  heard(reading(80, 'relative_humidity'))
  vi.advanceTimersByTime(29_000)
  expect(asked).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(4000)
  expect(asked).toHaveBeenCalledTimes(2)
  scope.stop()
})
