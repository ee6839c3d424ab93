import { describe, expect, test } from 'vitest'
import { failedColumn, fieldsMet, filterCandidates, HTTP_FIELDS, marksOf, sortCandidates, STREAM_FIELDS } from './candidate-marks.ts'
import type { ExplainedCandidate } from './explanation.ts'

const BASE: ExplainedCandidate = { route: 'shop', entry: 'shop.test /', rank: 0, verdict: 'lost', why: '' }
const make = (given: Partial<ExplainedCandidate> = {}) => ({ ...BASE, ...given })
const line = (candidate: ExplainedCandidate) => marksOf(candidate, HTTP_FIELDS)

describe('marks', () => {
  test('the winner and those outranked met every field', () => {
    expect(new Set(line(make({ verdict: 'won' })))).toEqual(new Set(['met']))
    expect(new Set(line(make({ verdict: 'outranked' })))).toEqual(new Set(['met']))
  })

  test('nothing is known after the first that failed', () => {
    expect(line(make({ failed: 'method' }))).toEqual(['met', 'met', 'met', 'failed', 'unknown', 'unknown', 'unknown'])
    expect(line(make({ failed: 'listener' }))).toEqual(['failed', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'])
  })

  test('the protocol belongs to the listener', () => expect(failedColumn(make({ failed: 'protocol' }))).toBe('listener'))
  test('a loss without a reason claims nothing', () => expect(new Set(line(make()))).toEqual(new Set(['unknown'])))
  test('where a host ends, the host fitted and nothing else was asked', () => {
    expect(line(make({ route: null, verdict: 'won' }))).toEqual(['met', 'met', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'])
  })
  test('a stream is looked at by its ends', () => {
    expect(marksOf(make({ failed: 'destination' }), STREAM_FIELDS)).toEqual(['met', 'met', 'failed', 'unknown'])
  })
  test('are counted', () => expect([fieldsMet(make({ failed: 'path' }), HTTP_FIELDS), fieldsMet(make({ verdict: 'won' }), HTTP_FIELDS)]).toEqual([2, 7]))
})

describe('order', () => {
  const names = (candidates: ExplainedCandidate[]) => sortCandidates(candidates, HTTP_FIELDS).map(({ route }) => route)

  test('the winner, then the nearest, then routes of other listeners', () => {
    const candidates = [
      make({ route: 'elsewhere', rank: null, failed: 'listener' }),
      make({ route: 'host', rank: 0, failed: 'host' }),
      make({ route: 'outranked', rank: 4, verdict: 'outranked' }),
      make({ route: 'path', rank: 1, failed: 'path' }),
      make({ route: 'path too', rank: 3, failed: 'path' }),
      make({ route: 'winner', rank: 2, verdict: 'won' }),
    ]
    expect(names(candidates)).toEqual(['winner', 'outranked', 'path', 'path too', 'host', 'elsewhere'])
  })

  test('without a winner', () => {
    const candidates = [
      make({ route: 'host', rank: 0, failed: 'host' }),
      make({ route: 'method', rank: 4, failed: 'method' }),
      make({ route: 'path', rank: 1, failed: 'path' }),
      make({ route: 'method too', rank: 2, failed: 'method' }),
    ]
    expect(names(candidates)).toEqual(['method too', 'method', 'path', 'host'])
  })
})

test('filter by words in route, entry or reason', () => {
  const cart = make({ route: 'cart', entry: 'shop.test /cart', why: 'The method GET is not PUT' })
  const candidates = [cart, make({ route: 'all', entry: '* *' })]
  expect(filterCandidates(candidates, 'SHOP put')).toEqual([candidates[0]])
  expect(filterCandidates(candidates, ' ')).toEqual(candidates)
  expect(filterCandidates(candidates, 'cart all')).toEqual([])
})
