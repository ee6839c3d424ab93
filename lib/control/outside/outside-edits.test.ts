import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import { makeConfig } from '#lib/testing/factories.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import type { RowStore } from '#lib/store/row-store.ts'
import { keepOutsideEdits, type OutsideEdits } from './outside-edits.ts'
import type { Sight } from './seen-edits.ts'

// What is to be told of edits that the API server dates to the same second, which no real one can be made to do on time.

const ONE = '2026-01-01T00:00:01Z'
const TWO = '2026-01-01T00:00:02Z'
const REF = { kind: 'Ingress', namespace: 'shop', name: 'web' }

const ingress = (host: string, manager: string, at: string, metadata: Partial<V1Ingress['metadata']> = {}): V1Ingress => ({
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: host, creationTimestamp: ONE, changedBy: { manager, at }, ...metadata },
  spec: { rules: [{ host }] },
})
const manifest = (host: string): RawObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop' }, spec: { rules: [{ host }] } })

const sight = (one: V1Ingress | null): Sight => ({
  config: makeConfig({}),
  ours: one ? [one] : [],
  secrets: new Set(),
  objects: {
    ingresses: new Map(one ? [['shop/web', one]] : []), ingressClasses: null, services: new Map(), endpointSlices: new Map(),
    secrets: new Map(), ownSecrets: new Map(), configMaps: new Map(),
  },
})

let rows: RowStore
let outside: OutsideEdits
let isRecorder: boolean
/** What the API server has of the Ingress now. */
let whole: RawObject
let gone: boolean

const own = (before: string, after: string | null) =>
  rows.record({ actor: 'anna', comment: '', changes: [], manifests: [{ ref: REF, before: manifest(before), after: after === null ? null : manifest(after) }] })

async function told(): Promise<string[]> {
  await outside.stop()
  const hostOf = (object: RawObject | null) => (object?.spec as { rules: { host: string }[] } | undefined)?.rules[0]!.host ?? 'nothing'
  return (await rows.revisions({})).items.flatMap(({ actor, manifests = [] }) => manifests.map(({ before, after }) => `${actor}: ${hostOf(before)} → ${hostOf(after)}`)).reverse()
}

beforeEach(async () => {
  vi.useFakeTimers()
  rows = await memoryStores().open('default')
  isRecorder = true
  whole = manifest('now')
  gone = false
  const client = {
    request: async () => {
      if (gone) throw new KubeError(404, 'NotFound', 'gone')
      return whole
    },
  } as unknown as Client
  const log = { info: () => {}, error: (fields: object) => { throw new Error(JSON.stringify(fields)) } }
  outside = keepOutsideEdits({ client, isRecorder: () => isRecorder, history: async () => rows, log })
})
afterEach(() => void vi.useRealTimers())

test('the first sight is what later ones are compared with', async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'kubectl-edit', TWO)))
  expect(await told()).toEqual(['kubectl-edit: a → b'])
})

test('status, counters and marks of changes are no edits', async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight({ ...ingress('a', 'other', TWO, { resourceVersion: '2', generation: 2, annotations: { 'sluice.dev/change': 'x 1/2' } }), status: { loadBalancer: {} } }))
  expect(await told()).toEqual([])
})

test('edits are told after a second, those of one manager together', async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'kubectl-edit', TWO)))
  outside.update(sight(ingress('c', 'kubectl-edit', TWO)))
  expect((await rows.revisions({})).total).toBe(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect((await rows.revisions({})).total).toBe(1)
  expect(await told()).toEqual(['kubectl-edit: a → c'])
})

test('who does not lead only looks, and knows where to go on', async () => {
  isRecorder = false
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'kubectl-edit', TWO)))
  isRecorder = true
  outside.update(sight(ingress('c', 'kubectl-edit', TWO)))
  expect(await told()).toEqual(['kubectl-edit: b → c'])
})

test("Sluice's own writes are left to whoever made them, also where others wrote since", async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'sluice', TWO)))
  outside.update(sight(ingress('c', 'kubectl-edit', TWO)))
  await own('a', 'b')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await told()).toEqual(['anna: a → b', 'kubectl-edit: b → c'])
})

test('an object that is kept in part in memory is known by what the API server has of it', async () => {
  whole = { ...manifest('b'), metadata: { name: 'web', namespace: 'shop', labels: { team: 'shop' } } }
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'sluice', TWO)))
  await rows.record({ actor: 'anna', comment: '', changes: [], manifests: [{ ref: REF, before: manifest('a'), after: whole }] })
  expect(await told()).toEqual(['anna: a → b'])
})

test('what was written in the name of Sluice, and nobody told of, is told a little later', async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'sluice', TWO)))
  await vi.advanceTimersByTimeAsync(2_900)
  expect((await rows.revisions({})).total).toBe(0)
  await vi.advanceTimersByTimeAsync(100)
  expect(await told()).toEqual(['sluice: a → b'])
})

test('what was told and is turned back in the name of Sluice is told', async () => {
  outside.update(sight(ingress('b', 'sluice', ONE)))
  await own('a', 'b')
  outside.update(sight(ingress('a', 'sluice', TWO)))
  expect(await told()).toEqual(['anna: a → b', 'sluice: b → a'])
})

test('a deletion that Sluice has told of is not told again; any other is, of nobody', async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(null))
  await own('a', null)
  expect(await told()).toEqual(['anna: a → nothing'])
  outside.update(sight(ingress('b', 'kubectl-create', TWO)))
  outside.update(sight(null))
  expect(await told()).toEqual(['anna: a → nothing', 'kubectl-create: nothing → b', 'unknown: b → nothing'])
})

test('an edit that Sluice overtook is no state to come back to: what is told of last is what stands there', async () => {
  outside.update(sight(ingress('a', 'kubectl-edit', ONE)))
  outside.update(sight(ingress('b', 'kubectl-edit', TWO)))
  await own('b', null)
  gone = true
  outside.update(sight(null))
  expect(await told()).toEqual(['anna: b → nothing'])
})

test('an edit in the second of a write by Sluice is told, though the record names Sluice', async () => {
  outside.update(sight(ingress('a', 'sluice', ONE)))
  await own('z', 'a')
  whole = { ...manifest('b'), metadata: { name: 'web', managedFields: [{ manager: 'kubectl-edit', time: ONE }, { manager: 'sluice', time: ONE }] } }
  outside.update(sight(ingress('b', 'sluice', ONE)))
  expect(await told()).toEqual(['anna: z → a', 'kubectl-edit: a → b'])
})

test('two writes by Sluice in one second are not taken for an edit', async () => {
  outside.update(sight(ingress('a', 'sluice', ONE)))
  await own('a', 'b')
  outside.update(sight(ingress('b', 'sluice', ONE)))
  expect(await told()).toEqual(['anna: a → b'])
})

test('a write by Sluice in the second of an edit is not told twice, and the edit is', async () => {
  outside.update(sight(ingress('a', 'helm', ONE)))
  outside.update(sight(ingress('b', 'kubectl-edit', TWO)))
  outside.update(sight(ingress('c', 'kubectl-edit', TWO)))
  await own('b', 'c')
  expect(await told()).toEqual(['anna: b → c', 'kubectl-edit: a → b'])
})
