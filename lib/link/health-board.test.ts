import { describe, expect, test } from 'vitest'
import { healthBoard, mergeHealth } from './health-board.ts'
import type { KnownHealth } from './health.ts'
import { makeChange, makeHealthReport, makeMark, makeTargetHealth } from './testing/health.ts'

const SHOP = { workspace: 'default', name: 'shop' }
const KNOWN = [{ id: 'p1' }, { id: 'p2' }]

const seqs = (known: KnownHealth) => known.changes.map(({ seq }) => seq)

describe('a board', () => {
  test('takes each change once, however often it is told', () => {
    const board = healthBoard(() => 0)
    board.report('p1', makeHealthReport({ changes: [makeChange(1), makeChange(2)] }))
    board.report('p1', makeHealthReport({ changes: [makeChange(1), makeChange(2), makeChange(3)] }))
    board.report('p2', makeHealthReport({ changes: [makeChange(1)] }))
    board.report('p1', makeHealthReport({ changes: [makeChange(3)] }))
    const { changes } = board.of(SHOP, KNOWN)
    expect(changes.map(({ proxy, seq }) => `${proxy} ${seq}`)).toEqual(['p2 1', 'p1 3', 'p1 2', 'p1 1'])
  })

  test('begins to count anew with a proxy that was started anew', () => {
    const board = healthBoard(() => 0)
    board.report('p1', makeHealthReport({ changes: [makeChange(1)] }))
    board.report('p1', makeHealthReport({ startedAt: '2026-01-02T00:00:00.000Z', changes: [makeChange(1)] }))
    expect(seqs(board.of(SHOP, KNOWN))).toEqual([1, 1])
  })

  test('does not take changes again from a proxy that was forgotten meanwhile', () => {
    let now = 0
    const board = healthBoard(() => now)
    const report = makeHealthReport({ changes: [makeChange(1)], targets: [makeTargetHealth()] })
    board.report('p1', report)
    now = 100_000
    expect(board.of(SHOP, []).proxies).toEqual([])
    board.report('p1', report)
    expect([seqs(board.of(SHOP, KNOWN)), board.of(SHOP, KNOWN).proxies.length]).toEqual([[1], 1])
  })

  test('keeps the last thousand of a workspace, and those of others', () => {
    const board = healthBoard(() => 0)
    board.report('p2', makeHealthReport({ changes: [makeChange(1, { workspace: 'lab' })] }))
    for (let i = 0; i < 11; i++) board.report('p1', makeHealthReport({ changes: Array.from({ length: 100 }, (_, index) => makeChange(i * 100 + index + 1)) }))
    const kept = seqs(board.of(SHOP, KNOWN))
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([1000, 1100, 101])
    expect(seqs(board.of({ workspace: 'lab', name: 'shop' }, KNOWN))).toEqual([1])
  })

  test('tells of one upstream alone, and of proxies that there are', () => {
    const board = healthBoard(() => 7)
    const own = makeTargetHealth({ state: 'down' })
    board.report('p1', makeHealthReport({ targets: [own, makeTargetHealth({ upstream: 'other' }), makeTargetHealth({ workspace: 'lab' })] }))
    board.report('gone', makeHealthReport({ targets: [own] }))
    expect(board.of(SHOP, KNOWN).proxies).toEqual([{ proxy: 'p1', at: 7, targets: [own] }])
  })

  test('keeps the newer mark, whoever brings it', () => {
    const board = healthBoard(() => 0)
    board.mark([makeMark({ at: 5 })])
    board.report('p1', makeHealthReport({ marks: [makeMark({ at: 4, state: 'up' })] }))
    expect(board.of(SHOP, []).marks).toMatchObject([{ at: 5, state: 'down' }])
    board.report('p1', makeHealthReport({ marks: [makeMark({ at: 6, state: 'up' })] }))
    expect(board.of(SHOP, []).marks).toMatchObject([{ at: 6, state: 'up' }])
  })
})

describe('what several controllers know', () => {
  const known = (over: Partial<KnownHealth>): KnownHealth => ({ proxies: [], changes: [], marks: [], ...over })
  const change = (seq: number, at: number) => ({ ...makeChange(seq, { at }), proxy: 'p1', startedAt: 'x' })

  test('is the newest word of each proxy, and each change once, newest first', () => {
    const old = { proxy: 'p1', at: 1, targets: [makeTargetHealth()] }
    const next = { proxy: 'p1', at: 2, targets: [makeTargetHealth({ state: 'down' })] }
    const merged = mergeHealth([known({ proxies: [next], changes: [change(2, 20), change(1, 10)] }), known({ proxies: [old], changes: [change(3, 15), change(1, 10)] })])
    expect([merged.proxies, seqs(merged)]).toEqual([[next], [2, 3, 1]])
  })

  test('is the newest mark of each target', () => {
    const merged = mergeHealth([known({ marks: [makeMark({ at: 1 })] }), known({ marks: [makeMark({ at: 2, state: 'up' })] })])
    expect(merged.marks).toMatchObject([{ at: 2, state: 'up' }])
  })
})
