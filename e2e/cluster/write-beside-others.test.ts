import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { MANAGED_BY, SLUICE } from '#lib/kubernetes/managed-by.ts'
import { getRaw, objectPath } from '#lib/kubernetes/write/send/api.ts'
import { executeWrites } from '#lib/kubernetes/write/send/execute.ts'
import { prepareRequests } from '#lib/kubernetes/write/send/requests.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import { testCluster } from './kube.ts'
import { openScope, type Scope } from './scope.ts'

// Several managers write one object all the time, each its own fields: what one of them wrote is there when it looks again.

let scope: Scope
let client: Client
beforeAll(async () => {
  scope = await openScope('beside')
  client = await connect({ type: 'kubeconfig', kubeconfig: readFileSync(testCluster().kubeconfig, 'utf8'), allowExec: false })
  return async () => {
    await client.close()
    await scope.end()
  }
})

type Rule = { host: string; http: { paths: { path: string; pathType: string; backend: object }[] } }
type Texts = Record<string, string | undefined>

const ruleOf = (host: string, path: string): Rule => ({ host, http: { paths: [{ path, pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } })
const rulesOf = (raw: RawObject) => (raw['spec'] as { rules: Rule[] }).rules
const isConflict = (error: unknown) => error instanceof KubeError && error.status === 409

/** What one manager wrote, of annotations that begin with its name and of the path of its host; undefined: it took it away. */
type Own = { name: string; annotations: Texts; path: string | undefined }

const seen = (raw: RawObject, { name, annotations }: Own): Pick<Own, 'annotations' | 'path'> => ({
  annotations: Object.fromEntries(Object.keys(annotations).map((key) => [key, raw.metadata.annotations?.[key]])),
  path: rulesOf(raw).find(({ host }) => host === `${name}.test`)?.http.paths[0]?.path,
})

const check = (raw: RawObject, own: Own) => expect({ manager: own.name, ...seen(raw, own) }).toEqual({ manager: own.name, annotations: own.annotations, path: own.path })

const random = (below: number) => Math.floor(Math.random() * below)

/** Another annotation, set or taken away, and now and then another path, or none. */
function next(own: Own, turn: number): Own {
  const key = `${own.name}.dev/k${random(8)}`
  const annotations = { ...own.annotations, [key]: random(4) === 0 ? undefined : String(turn) }
  const path = random(3) > 0 ? own.path : random(4) === 0 ? undefined : `/${turn}`
  return { ...own, annotations, path }
}

function written(raw: RawObject, { name, annotations, path }: Own): RawObject {
  const host = `${name}.test`
  const rules = rulesOf(raw)
  const place = rules.findIndex((rule) => rule.host === host)
  const others = rules.filter((rule) => rule.host !== host)
  const changed = path === undefined ? others : place === -1 ? [...rules, ruleOf(host, path)] : rules.with(place, ruleOf(host, path))
  const kept = Object.entries({ ...raw.metadata.annotations, ...annotations }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...raw, metadata: { ...raw.metadata, annotations: Object.fromEntries(kept) }, spec: { ...(raw['spec'] as object), rules: changed } }
}

type Send = (path: string, before: RawObject, after: RawObject, own: Own) => Promise<boolean>

/** As `kubectl edit` and controllers do: read, change, put; refused where it moved meanwhile. */
const put: Send = async (path, _, after, { name }) => {
  try {
    await client.request('PUT', path, { query: { fieldManager: name }, body: after })
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

/** As `kubectl annotate` does, without any version. */
const mergePatch: Send = async (path, _, _after, { name, annotations }) => {
  const body = { metadata: { annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, value ?? null])) } }
  await client.request('PATCH', path, { query: { fieldManager: name }, body, contentType: 'application/merge-patch+json' })
  return true
}

/** As `kubectl apply --server-side` does, of annotations alone. */
const apply: Send = async (path, before, _, { name, annotations }) => {
  const { apiVersion, kind, metadata } = before
  const own = Object.fromEntries(Object.entries(annotations).filter(([, value]) => value !== undefined))
  const body = { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace, annotations: own } }
  await client.request('PATCH', path, { query: { fieldManager: name, force: 'true' }, body, contentType: 'application/apply-patch+yaml' })
  return true
}

const sluice: Send = async (_, before, after) => {
  const { name, namespace = '' } = before.metadata
  const prepared = prepareRequests([{ ref: { kind: 'Ingress', namespace, name }, before, after }], { changeId: 'x' })
  const result = await executeWrites(client, prepared, { dryRun: false })
  expect(['done', 'stale']).toContain(result.kind)
  return result.kind === 'done'
}

/** Of Sluice, in each Ingress. `SLUICE_TEST_EDITS=5000` is what the promise is measured by. */
const EDITS = Number(process.env.SLUICE_TEST_EDITS ?? 150)

test.each([
  ['of others', { [MANAGED_BY]: 'Helm' }],
  ['of ours', { [MANAGED_BY]: SLUICE }],
])('nobody loses anything in an Ingress %s', { timeout: 30_000 + EDITS * 600 }, async (title, labels) => {
  const ref = { kind: 'Ingress', namespace: scope.namespace, name: title.replace(' ', '-') }
  const made: RawObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: ref.name, namespace: ref.namespace, labels, annotations: { 'untouched.dev/note': 'stays' } },
    spec: { ingressClassName: scope.ingressClass, rules: [ruleOf('untouched.test', '/')] },
  }
  const byUs = labels[MANAGED_BY] === SLUICE
  if (byUs) await executeWrites(client, prepareRequests([{ ref, before: null, after: made }], { changeId: 'x' }), { dryRun: false })
  else await scope.apply(made)
  let [edits, ofOthers] = [0, 0]
  const start = (name: string): Own => ({ name, annotations: {}, path: undefined })

  async function work(name: string, send: Send, isOver: () => boolean, isPathless = false): Promise<Own> {
    let own = start(name)
    for (let turn = 0; !isOver(); turn += 1) {
      const wanted = isPathless ? { ...next(own, turn), path: undefined } : next(own, turn)
      for (;;) {
        const before = (await getRaw(client, ref))!
        check(before, own)
        if (!(await send(objectPath(ref), before, written(before, wanted), wanted))) continue
        own = wanted
        break
      }
      if (name === 'sluice') edits += 1
      else ofOthers += 1
    }
    return own
  }

  const isDone = () => edits >= EDITS
  const owns = await Promise.all([
    work('sluice', sluice, isDone),
    work('editor', put, isDone),
    work('annotator', mergePatch, isDone, true),
    work('applier', apply, isDone, true),
  ])
  const now = (await getRaw(client, ref))!
  for (const own of owns) check(now, own)
  expect(now.metadata.annotations?.['untouched.dev/note']).toBe('stays')
  expect(now.metadata.labels).toEqual(labels)
  expect(rulesOf(now).find(({ host }) => host === 'untouched.test')).toEqual(ruleOf('untouched.test', '/'))
  // Otherwise they did not write at the same time.
  expect(ofOthers).toBeGreaterThan(EDITS)
})
