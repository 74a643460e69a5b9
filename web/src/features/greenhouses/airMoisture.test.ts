// @vitest-environment node
import { expect, it } from 'vitest'
import { drynessOf } from './airMoisture'

it('classifies the vapour pressure deficit', () => {
  expect([0.1, 0.3, 0.8, 1.4, 2].map(drynessOf)).toEqual(['wet', 'moist', 'good', 'dry', 'parched'])
})
