import { expect, it, vi } from 'vitest'
import { throttle } from './useThrottle'

it('runs once for many calls, and again for a later one unless cancelled', () => {
  vi.useFakeTimers()
  let runs = 0
  const { call, cancel } = throttle(() => runs++, () => 1000)
  for (let i = 0; i < 5; i++) call()
  vi.advanceTimersByTime(1000)
  expect(runs).toBe(1)
  call()
  vi.advanceTimersByTime(1000)
  expect(runs).toBe(2)
  call()
  cancel()
  vi.advanceTimersByTime(2000)
  expect(runs).toBe(2)
  vi.useRealTimers()
})
