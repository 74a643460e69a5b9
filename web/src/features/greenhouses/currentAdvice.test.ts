import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Card, ReadingUpdate } from '@/lib/types'
import { currentAdvice } from './currentAdvice'
import { useAdviceRefresh } from './useAdviceRefresh'

const at = (temperature: number, humidity = 90) => ({
  id: 5, latest: { air_temperature: { value: temperature }, relative_humidity: { value: humidity } }
}) as unknown as Card
const warm = { code: 'warm_night', params: { low: 8, high: 10, temperature: 17.4 } }
const figures = (card: Card, ...advice: Card['advice']) => currentAdvice({ ...card, advice }).map((one) => one.params.temperature)

it('shows the current temperature', () => {
  expect(figures(at(16.1), warm)).toEqual([16.1])
  expect(figures({ ...at(0), latest: {} }, warm)).toEqual([17.4])
})

it('drops advice when the temperature has moved to another side of the band', () => {
  expect(figures(at(9.5), warm)).toEqual([])
  expect(figures(at(17.6), { code: 'good', params: { low: 18, high: 22, temperature: 18.9 } })).toEqual([])
})

it('keeps advice that does not compare the temperature with a band', () => {
  const frost = { code: 'frost_soon', params: { temperature: 4, hours: 2 } }
  expect(currentAdvice({ ...at(3), advice: [frost] })).toEqual([frost])
})

const reading = (value: number, quantity = 'air_temperature', greenhouseId = 5) => ({ greenhouseId, quantity, value }) as ReadingUpdate

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('reloads when a reading has moved, at most every half minute', () => {
  const scope = effectScope()
  const load = vi.fn(async () => undefined)
  const { onAnswer, onReading } = scope.run(() => useAdviceRefresh(load))!
  onAnswer([at(17.4)])
  onReading(reading(17.1))
  onReading(reading(16.1, 'air_temperature', 6))
  vi.advanceTimersByTime(60_000)
  expect(load).not.toHaveBeenCalled()
  onReading(reading(16.8))
  onReading(reading(16.7))
  vi.advanceTimersByTime(1500)
  expect(load).toHaveBeenCalledTimes(1)
  onAnswer([at(16.7)])
  onReading(reading(80, 'relative_humidity'))
  vi.advanceTimersByTime(29_000)
  expect(load).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(4000)
  expect(load).toHaveBeenCalledTimes(2)
  scope.stop()
})
