import { describe, expect, test } from 'vitest'
import type { TailRecord } from '#components/api/requests.ts'
import { EMPTY_TAIL, KEEP, nextTail, type Tail } from './tail.ts'
import { makeRecord } from './testing/make-record.ts'

const ids = (records: readonly TailRecord[]) => records.map(({ id }) => id)
const made = (...names: string[]) => names.map((id, index) => makeRecord({ id, at: index }))
const receive = (tail: Tail, records: TailRecord[], { hold = false, skipped = 0 } = {}) => nextTail(tail, { type: 'received', records, skipped, hold })

describe('what comes', () => {
  test('stands above what came before', () => {
    const tail = receive(receive(EMPTY_TAIL, made('a', 'b')), made('c'))
    expect(ids(tail.rows)).toEqual(['c', 'b', 'a'])
  })

  test('together is in the order in which it ended, the last first', () => {
    const slow = makeRecord({ id: 'slow', at: 0, durationMs: 900 })
    const quick = makeRecord({ id: 'quick', at: 500, durationMs: 1 })
    expect(ids(receive(EMPTY_TAIL, [slow, quick]).rows)).toEqual(['slow', 'quick'])
  })

  test('again, as after a new connection, stands once', () => {
    const tail = receive(receive(EMPTY_TAIL, made('a', 'a', 'b')), made('b', 'c'))
    expect(ids(tail.rows)).toEqual(['c', 'b', 'a'])
  })

  test('is kept up to a bound, the newest', () => {
    const many = Array.from({ length: KEEP + 20 }, (_, index) => makeRecord({ id: `r${index}`, at: index }))
    const tail = receive(receive(EMPTY_TAIL, made('old')), many)
    expect(tail.rows).toHaveLength(KEEP)
    expect(tail.rows[0]!.id).toBe(`r${KEEP + 19}`)
    expect(tail.rows.at(-1)!.id).toBe('r20')
  })

  test('counts what the stream skipped', () => {
    expect(receive(receive(EMPTY_TAIL, [], { skipped: 3 }), made('a'), { skipped: 4 }).skipped).toBe(7)
  })
})

describe('held back', () => {
  const before = receive(EMPTY_TAIL, made('a', 'b'))

  test('nothing that is shown moves, and all of it comes at once afterwards', () => {
    const held = receive(receive(before, made('c'), { hold: true }), made('d', 'a'), { hold: true })
    expect(held.rows).toBe(before.rows)
    expect(ids(held.held)).toEqual(['d', 'c'])
    const after = nextTail(held, { type: 'released' })
    expect(ids(after.rows)).toEqual(['d', 'c', 'b', 'a'])
    expect(after.held).toEqual([])
  })

  test('what comes when the hold has ended brings along what was held', () => {
    const held = receive(before, made('c'), { hold: true })
    expect(ids(receive(held, made('d')).rows)).toEqual(['d', 'c', 'b', 'a'])
  })

  test('is bounded too', () => {
    const many = Array.from({ length: KEEP + 1 }, (_, index) => makeRecord({ id: `r${index}`, at: index }))
    const held = receive(before, many, { hold: true })
    expect(held.held).toHaveLength(KEEP)
    expect(nextTail(held, { type: 'released' }).rows).toHaveLength(KEEP)
  })

  test('to release nothing changes nothing', () => expect(nextTail(before, { type: 'released' })).toBe(before))
})

test('cleared, it forgets rows, what was held and what was skipped', () => {
  const full = receive(receive(EMPTY_TAIL, made('a'), { skipped: 1 }), made('b'), { hold: true })
  expect(nextTail(full, { type: 'cleared' })).toEqual(EMPTY_TAIL)
})
