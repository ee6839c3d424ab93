import { expect, test } from 'vitest'
import { mergeCounters, mergeStates } from './merge.ts'
import type { ControllerCounters, ControllerState, Counter, ProxyStatus } from './protocol.ts'
import { makeCounter } from './testing/harness.ts'

const at = (second: number) => new Date(second * 1000).toISOString()
const proxy = (id: string, revision: number, seen: number): ProxyStatus => ({
  id, startedAt: at(0), state: 'serving', digest: `d${revision}`, revisions: { default: revision }, attempted: {}, ports: { http: 1, https: 2, status: 3 }, lastSeenAt: at(seen),
})
const state = (id: string, revisions: Record<string, number>, proxies: ProxyStatus[] = [], digest = 'd'): ControllerState => ({ id, revisions, digest, proxies })

test('one controller is as it is', () => {
  const only = state('a', { default: 3 }, [proxy('p1', 3, 1), proxy('p2', 2, 1)])
  expect(mergeStates([only])).toEqual(only)
})

test('of a proxy, the newest word counts, also against that of a controller which is silent now', () => {
  const merged = mergeStates([state('a', { default: 3 }, [proxy('p1', 3, 9)])], [state('b', { default: 1 }, [proxy('p1', 1, 5), proxy('p2', 1, 5)])])
  expect(merged.proxies.map(({ id, revisions }) => [id, revisions.default])).toEqual([['p1', 3], ['p2', 1]])
  expect(merged.revisions).toEqual({ default: 3 })
})

test('a workspace that one controller has not read yet counts as not read', () => {
  expect(mergeStates([state('a', { default: 3, team: 2 }), state('b', { default: 4 })]).revisions).toEqual({ default: 3, team: 0 })
})

const counted = (controller: string, counters: Counter[], processes: [string, number, number][] = []): ControllerCounters => ({
  controller, at: at(1), counters, processes: processes.map(([process, seen, requests]) => ({ process, at: at(seen), counters: [makeCounter(requests)] })),
})

test('the totals of a controller that lost a proxy keep what others counted before', () => {
  // 100 of a proxy that has ended, 40 of one that went on to b at its 40th request.
  const sets = [counted('a', [makeCounter(140)], [['p1', 5, 40]]), counted('b', [makeCounter(60)], [['p1', 9, 60]])]
  expect(mergeCounters(sets).counters.map(({ requests }) => requests)).toEqual([160])
  expect(mergeCounters(sets.toReversed()).counters.map(({ requests }) => requests)).toEqual([160])
})

test('nothing that was given is changed, and nothing falls below zero', () => {
  const sets = [counted('a', [makeCounter(1)], [['p1', 5, 40]]), counted('b', [], [['p1', 9, 60]])]
  const before = structuredClone(sets)
  expect(mergeCounters(sets).counters).toMatchObject([{ requests: 0 }])
  expect(sets).toEqual(before)
})
