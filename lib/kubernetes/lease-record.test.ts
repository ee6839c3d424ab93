import { expect, test } from 'vitest'
import { heldBy, isFree, microTime, observe, released, type V1Lease } from './lease-record.ts'

const DATE = new Date('2026-05-04T10:20:30.456Z')
const LATER = new Date('2026-05-04T10:20:32.456Z')
const lease = (spec?: V1Lease['spec']): V1Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'sluice-controller', namespace: 'sluice', resourceVersion: '1' },
  ...(spec && { spec }),
})
const HELD = heldBy(lease(), 'a', 15_000, DATE)

test('times have six digits, which Go insists on', () => {
  expect(microTime(DATE)).toBe('2026-05-04T10:20:30.456000Z')
})

test('a lease that nobody holds is free, and one of our own', () => {
  for (const free of [lease(), lease({ holderIdentity: '', leaseDurationSeconds: 1 }), heldBy(lease(), 'b', 15_000, DATE)]) {
    expect(isFree(observe(null, free, 0), 'b', 0)).toBe(true)
  }
})

test("another one's lease is free when it has read the same for its whole duration, by our clock", () => {
  const first = observe(null, HELD, 1000)
  const again = observe(first, structuredClone(HELD), 9000)
  expect(isFree(again, 'b', 16_000)).toBe(false)
  expect(isFree(again, 'b', 16_001)).toBe(true)
})

test('a renewal counts from when it was seen, whatever the clock of its holder says', () => {
  const first = observe(null, HELD, 1000)
  const renewed = observe(first, heldBy(HELD, 'a', 15_000, new Date('1999-01-01')), 9000)
  expect(isFree(renewed, 'b', 24_000)).toBe(false)
  expect(isFree(renewed, 'b', 24_001)).toBe(true)
})

test('labels that somebody put on it change nothing', () => {
  const first = observe(null, HELD, 1000)
  const labelled = { ...HELD, metadata: { ...HELD.metadata, resourceVersion: '2' } }
  expect(observe(first, labelled, 9000)).toEqual({ lease: labelled, at: 1000 })
})

test('a renewal keeps when it was acquired; a new holder is a transition', () => {
  expect(heldBy(HELD, 'a', 15_000, LATER).spec).toEqual({ ...HELD.spec, renewTime: microTime(LATER) })
  expect(heldBy(HELD, 'b', 15_000, LATER).spec).toEqual({
    holderIdentity: 'b',
    leaseDurationSeconds: 15,
    acquireTime: microTime(LATER),
    renewTime: microTime(LATER),
    leaseTransitions: HELD.spec!.leaseTransitions! + 1,
  })
})

test('what is not known goes back as it came', () => {
  const strategy = { ...HELD, spec: { ...HELD.spec, strategy: 'OldestEmulationVersion' } }
  expect(heldBy(strategy, 'a', 15_000, LATER).spec).toHaveProperty('strategy')
})

test('a lease that was given back is free at once', () => {
  expect(isFree(observe(null, released(HELD, LATER), 0), 'b', 0)).toBe(true)
})
