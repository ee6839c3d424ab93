import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { executeWrites } from '#lib/kubernetes/write/send/execute.ts'
import { prepareRequests } from '#lib/kubernetes/write/send/requests.ts'
import { clusterWith, planServices, wantedFrom } from '#lib/kubernetes/write/testing/plan-services.ts'
import { CHANGED } from '#lib/kubernetes/write/testing/service-changes.ts'
import { MADE, type Row } from '#lib/kubernetes/write/testing/service-rows.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import { openWriter, type Writer } from './writer.ts'

// What is planned of services is taken by a real API server, which has opinions of its own, and read back there.

let writer: Writer
beforeEach(async () => {
  writer = await openWriter('services')
})
afterEach(() => writer.end())

type Cluster = ReturnType<typeof clusterWith>

/** Everything of the namespace that services are made of, in full. */
async function clusterNow(): Promise<Cluster> {
  const list = JSON.parse(await writer.kubectl('get', 'services,endpointslices', '-o', 'json')) as { items: RawObject[] }
  return clusterWith(list.items as unknown as Parameters<typeof clusterWith>[0])
}

/** Without what the API server gives itself, and what it would not let in from a test. */
function prepared({ before = '' }: Row): object[] {
  const documents = parseAllDocuments(before).map((document) => document.toJS() as RawObject | null)
  return documents.flatMap((one) => {
    if (!one) return []
    const { uid: _, ownerReferences: __, ...metadata } = one.metadata
    const { clusterIP, clusterIPs: ___, ...spec } = (one['spec'] ?? {}) as Record<string, unknown>
    const isService = one.kind === 'Service'
    const kept = { ...spec, ...(clusterIP === 'None' && { clusterIP }) }
    const apiVersion = isService ? 'v1' : 'discovery.k8s.io/v1'
    return [{ ...one, apiVersion, metadata: { ...metadata, namespace: writer.namespace }, ...(isService ? { spec: kept } : {}) }]
  })
}

const isTaken = ({ issues = [], name }: Row) => issues.length === 0 && !name.startsWith('pods of a selector')

test.each([...MADE, ...CHANGED].filter(isTaken))('$name', async (row) => {
  const objects = prepared(row)
  if (objects.length > 0) await writer.apply(...objects)
  const cluster = await clusterNow()
  expect(cluster.raw.size).toBeGreaterThanOrEqual(objects.length)
  const ip = [...cluster.raw.values()].map((raw) => (raw['spec'] as { clusterIP?: string } | undefined)?.clusterIP).find(Boolean)
  const wanted = wantedFrom(row.wanted.replaceAll(' default.', ` ${writer.namespace}.`).replace('10.96.0.7', ip ?? ''))
  const plan = planServices(cluster, wanted, row.allowShared)
  expect(plan.issues).toEqual([])
  const writes = prepareRequests(plan.edits, { changeId: randomUUID().slice(0, 8) })
  for (const dryRun of [true, false]) expect(await executeWrites(writer.client, writes, { dryRun })).toMatchObject({ kind: 'done' })
  expect(planServices(await clusterNow(), wanted, row.allowShared)).toMatchObject({ issues: [], edits: [] })
})
