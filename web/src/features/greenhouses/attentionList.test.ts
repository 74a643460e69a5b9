// @vitest-environment node
import { expect, it } from 'vitest'
import { alarm, card } from '@/testing/cards'
import { attentionList } from './attentionList'

it('lists a greenhouse without readings that has no open alarm', () => {
  const cards = [card(1, '1号棚', 'danger', ''), card(2, '2号棚', 'no_data', ''), card(3, '3号棚', 'normal', '')]
  expect(attentionList(cards, [alarm(9, 'raised', 'danger', '')]).map((one) => one.id)).toEqual([2])
})
