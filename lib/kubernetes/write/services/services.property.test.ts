import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PREFIX } from '../../annotations/definition.ts'
import { DEFINITIONS } from '../../annotations/known.ts'
import { tcpPorts } from './port-reading.ts'
import { clusterWith, planServices } from '../testing/plan-services.ts'
import { arbitraryEdit, arbitraryService, editedPort } from '../testing/random-services.ts'
import type { Edit, RawObject, Wanted } from '../types.ts'

const wantedOf = (name: string, { service, upstream }: { service: object; upstream: object | null }): Wanted[] => [
  { kind: 'services', name, object: service } as Wanted,
  ...(upstream ? [{ kind: 'upstreams', name, object: upstream } as Wanted] : []),
]

/** Which annotations say a field; what an edit of others may not touch. */
const saysOneOf = (key: string, fields: readonly string[]): boolean =>
  DEFINITIONS.some(({ name, path, field }) => `${PREFIX}${name}` === key && (fields.includes(path[0]!) || fields.some((one) => field?.split('.')[1] === one)))

type Raw = Record<string, unknown>
const without = (object: Raw, fields: readonly string[]): Raw => Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)))

const OF_TYPE = ['type', 'allocateLoadBalancerNodePorts', 'loadBalancerClass', 'loadBalancerSourceRanges', 'externalTrafficPolicy', 'healthCheckNodePort']

/** All of a V1Service that an edit of these fields has nothing to do with. */
function restOf(raw: RawObject, port: number, fields: readonly string[]): Raw {
  const { metadata, spec, ...rest } = raw as RawObject & { spec: Raw & { ports: Raw[] } }
  const kept = Object.entries(metadata.annotations ?? {}).filter(([key]) => !saysOneOf(key, fields))
  const changed = [
    ...(fields.includes('kubernetes.type') ? OF_TYPE : []),
    ...(fields.includes('kubernetes.selector') ? ['selector'] : []),
    ...(fields.includes('kubernetes.externalIPs') ? ['externalIPs'] : []),
    ...(fields.includes('host') || fields.includes('targets') ? ['externalName'] : []),
    'ports',
  ]
  const ofPort = [
    ...(fields.includes('kubernetes.targetPort') || fields.includes('targets') ? ['targetPort'] : []),
    ...(fields.includes('protocol') ? ['appProtocol'] : []),
  ]
  const ports = spec.ports.map((one) => {
    const own = one['port'] === port && one['protocol'] === 'TCP' ? ofPort : []
    return without(one, [...own, ...(fields.includes('kubernetes.type') ? ['nodePort'] : [])])
  })
  return { ...rest, metadata: { ...metadata, annotations: Object.fromEntries(kept) }, spec: { ...without(spec, changed), ports } }
}

function checkEdit({ ref, before, after }: Edit, port: number, fields: readonly string[]): void {
  if (ref.kind === 'Service') return expect(restOf(after!, port, fields)).toEqual(restOf(before!, port, fields))
  expect(fields).toContain('targets')
  if (!before) return
  expect(before.metadata.labels!['endpointslice.kubernetes.io/managed-by']).toBe('sluice.dev')
  if (!after) return
  expect(without(after, ['endpoints'])).toEqual(without(before, ['endpoints']))
  const known = before['endpoints'] as { addresses: string[] }[]
  const isNew = (one: unknown) => !known.some((other) => JSON.stringify(other) === JSON.stringify(one))
  for (const added of (after['endpoints'] as { addresses: string[] }[]).filter(isNew)) expect(added).toEqual({ addresses: added.addresses, conditions: { ready: true } })
}

// More of them are tried by RUNS=10000.
const RUNS = Number(process.env['RUNS'] ?? 200)
const TIMEOUT_MS = 20_000 + RUNS * 100

test('a save without a change writes nothing', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(arbitraryService, (manifests) => {
      const cluster = clusterWith(manifests)
      const v1 = cluster.world.objects.services.get('default/shop')!
      for (const { port } of tcpPorts(v1)) {
        const name = `default.shop.${port}`
        const read = planServices(cluster, []).read(name)!
        expect(planServices(cluster, wantedOf(name, read))).toMatchObject({ edits: [], issues: [] })
      }
    }),
    { numRuns: RUNS },
  )
})

test('an edit changes what it is about and nothing else, and is read back', { timeout: TIMEOUT_MS }, () => {
  let written = 0
  fc.assert(
    fc.property(arbitraryService, arbitraryEdit, fc.nat(), fc.boolean(), (manifests, edit, place, allowShared) => {
      const cluster = clusterWith(manifests)
      const ports = tcpPorts(cluster.world.objects.services.get('default/shop')!)
      fc.pre(ports.length > 0)
      const { port } = ports[place % ports.length]!
      const name = `default.shop.${port}`
      const asked = editedPort(planServices(cluster, []).read(name)!, edit)
      fc.pre(asked !== null)
      const plan = planServices(cluster, wantedOf(name, asked), allowShared)
      if (plan.issues.length > 0) return
      const refused = plan.verified()
      // A sibling may become something that nobody asked for: by its own field, once the annotation is gone that spoke for both.
      expect(refused.filter(({ message }) => !allowShared || !message.includes('would change, too'))).toEqual([])
      if (refused.length > 0) return
      for (const one of plan.edits) checkEdit(one, port, edit.fields)
      const again = planServices(plan.written(), wantedOf(name, asked), allowShared)
      expect([...again.issues, ...again.edits]).toEqual([])
      written += plan.edits.length
    }),
    { numRuns: RUNS },
  )
  // Otherwise all were refused, and nothing was tried.
  expect(written).toBeGreaterThan(RUNS / 4)
})
