import { expect, test } from 'vitest'
import { eventsDue, REPEAT_MS, type EventMemory } from './event-plan.ts'
import type { Problem } from './problems.ts'

const SETTLE_MS = 2000
const about = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'shop', name: 'web', uid: 'u', resourceVersion: '1' }
const problem = (key: string, message = 'wrong'): Problem => ({ key, namespace: 'shop', about, reason: 'BackendNotFound', message })
const due = (problems: Problem[], memory: EventMemory, now: number) => eventsDue(problems, memory, now, SETTLE_MS).due.map(({ key }) => key)
const memory = (sentAt?: number): EventMemory => ({
  sent: new Map(sentAt === undefined ? [] : [['a', { message: 'wrong', count: 1, at: sentAt }]]),
  since: new Map(sentAt === undefined ? [] : [['a', sentAt]]),
})

test('a problem that is solved in a moment is never said', () => {
  const fresh = memory()
  expect(due([problem('a')], fresh, 1000)).toEqual([])
  expect(due([problem('a')], fresh, 999 + SETTLE_MS)).toEqual([])
  expect(due([], fresh, 999 + SETTLE_MS)).toEqual([])
  expect(due([problem('a')], fresh, 1000 + SETTLE_MS)).toEqual([])
  expect(due([problem('a')], fresh, 1000 + 2 * SETTLE_MS)).toEqual(['a'])
})

test('what was said is said again only in other words or after an hour', () => {
  const said = memory(10_000)
  expect(due([problem('a')], said, 20_000)).toEqual([])
  expect(due([problem('a', 'worse')], said, 20_000)).toEqual(['a'])
  expect(due([problem('a')], said, 9_999 + REPEAT_MS)).toEqual([])
  expect(due([problem('a')], said, 10_000 + REPEAT_MS)).toEqual(['a'])
})

test('a problem that comes and goes is said once an hour', () => {
  const said = memory(0)
  expect(due([], said, REPEAT_MS / 2)).toEqual([])
  expect(due([problem('a')], said, REPEAT_MS / 2)).toEqual([])
  expect(due([problem('a')], said, REPEAT_MS / 2 + SETTLE_MS)).toEqual([])
  expect(due([problem('a')], said, REPEAT_MS)).toEqual(['a'])
})

test('what is solved is forgotten after an hour', () => {
  const said = memory(0)
  expect(due([], said, REPEAT_MS - 1)).toEqual([])
  expect([...said.sent.keys()]).toEqual(['a'])
  expect(due([], said, REPEAT_MS)).toEqual([])
  expect([...said.sent.keys()]).toEqual([])
})

test('as long as one is new, another look is needed soon', () => {
  const said = memory(0)
  const isSettling = (problems: Problem[], now: number) => eventsDue(problems, said, now, SETTLE_MS).isSettling
  expect(isSettling([problem('a')], 10_000)).toBe(false)
  expect(isSettling([problem('a'), problem('b')], 10_000)).toBe(true)
  expect(isSettling([problem('a'), problem('b')], 10_000 + SETTLE_MS)).toBe(false)
})
