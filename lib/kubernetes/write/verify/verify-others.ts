import { isDeepStrictEqual } from 'node:util'
import type { Canary } from '#lib/model/canary.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Route } from '#lib/model/route.ts'
import type { Declared, KubernetesRef } from '#lib/model/routing-config.ts'
import { isAppRoot } from '../../nginx/app-root.ts'
import { keptForm } from './kept-form.ts'
import type { Readings } from './readings.ts'
import { ingressOf } from '../refs.ts'
import { refKey, type Plan, type Wanted, type World, type WriteIssue } from '../types.ts'

type Note = (wanted: number, path: WriteIssue['path'], message: string, params?: WriteIssue['params']) => void
type Fields = Record<string, unknown>

/** The objects of one kind that are not the very same any more, before the change. */
function moved(kind: Kind, { before, after }: Readings): Declared<{ name: string }>[] {
  const same = new Set<unknown>(after.config[kind])
  return (before.config[kind] as Declared<{ name: string }>[]).filter((one) => !same.has(one))
}

const changedFields = (kind: Kind, a: object, b: object): string[] => {
  const [one, other]: Fields[] = [keptForm(kind, a as never), keptForm(kind, b as never)]
  return [...new Set([...Object.keys(one!), ...Object.keys(other!)])].filter((field) => !isDeepStrictEqual(one![field], other![field]))
}

type Asked = { index: number; wanted: Wanted; ref: KubernetesRef | null }

/** Of a field that a carried route has otherwise now: somebody asked for it where the Ingress has it in common. */
function isAskedOf(field: string, now: Route, asked: readonly Asked[]): boolean {
  return asked.some(({ wanted }) => {
    if (wanted.kind === 'canaries') return field === 'service' && wanted.object?.state === 'promoted' && wanted.object.service === now.service
    if (wanted.kind !== 'routes' || !wanted.object || field === 'service') return false
    // Without a host, it is for all of them.
    const isSameHost = wanted.object.hosts.length === 0 || wanted.object.hosts[0] === now.hosts[0]
    if (field === 'certificate' && !isSameHost) return false
    return isDeepStrictEqual(keptForm('routes', wanted.object)[field], keptForm('routes', now)[field])
  })
}

/** Routes and canaries that an Ingress has beside those that are wanted. */
function verifyCarried(readings: Readings, asked: readonly Asked[], note: Note): void {
  for (const { ref, before, after } of readings.carried) {
    const near = asked.filter((one) => one.ref && refKey(one.ref) === refKey(ref))
    const by = near[0]?.index ?? 0
    const route = readings.findBefore('routes', before)?.object as Route | undefined
    if (!route) continue
    const now = readings.find('routes', after)?.object as Route | undefined
    if (!now) {
      note(by, [], `The route ${before} would be gone, too`, { name: before })
      continue
    }
    for (const field of changedFields('routes', route, now)) {
      if (field === 'name' || (!['hosts', 'paths'].includes(field) && isAskedOf(field, now, near))) continue
      note(by, field === 'certificate' ? ['kubernetes', field] : [field], `The route ${before} would change, too: ${field}`, { name: before, field })
    }
    if (near.some(({ wanted }) => wanted.kind === 'canaries')) continue
    const canary = readings.findBefore('canaries', before)?.object as Canary | undefined
    const then = readings.find('canaries', after)?.object as Canary | undefined
    const same = canary && then ? isDeepStrictEqual({ ...canary, name: '', route: '' }, { ...then, name: '', route: '' }) : canary === then
    if (!same) note(by, [], `The canary ${before} would change, too`, { name: before })
  }
}

/** Routes and canaries of Ingresses that nobody edits: hosts may pass from one to another. */
function verifyElsewhere(readings: Readings, plan: Plan, asked: readonly Asked[], note: Note): void {
  const edited = new Set(plan.edits.map(({ ref }) => refKey(ref)))
  for (const kind of ['routes', 'canaries'] as const) {
    for (const { object, source } of moved(kind, readings)) {
      if (source.origin && edited.has(refKey(source.origin))) continue
      // What app-root makes follows the paths of its host.
      if (isAppRoot(object.name)) continue
      if (asked.some(({ wanted }) => wanted.kind === kind && wanted.name === object.name)) continue
      const ingress = kind === 'canaries' ? readings.findBefore('routes', (object as Canary).route)?.source.origin : source.origin
      if (ingress && edited.has(refKey(ingress))) continue
      const now = readings.find(kind, object.name)?.object
      if (now && changedFields(kind, object, now).length === 0) continue
      const hosts = (object as Route).hosts ?? []
      const by = asked.find(({ wanted }) => wanted.kind === 'routes' && wanted.object && (wanted.object.hosts[0] ?? '') === (hosts[0] ?? ''))
      const what = `The ${kind === 'routes' ? 'route' : 'canary'} ${object.name}`
      note(by?.index ?? 0, by ? ['hosts', 0] : [], `${what} would ${now ? 'change' : 'be gone'}, too`, { name: object.name })
    }
  }
}

const isSame = (kind: Kind, a: object, b: object, but: readonly string[]) => changedFields(kind, a, b).every((field) => but.includes(field))

/** Other ports of the V1Services that change; what they have in common may become what somebody asked for. */
function verifyPorts({ ports }: Readings, asked: readonly Asked[], note: Note): void {
  for (const { object, source } of ports.before) {
    const kind = source.kind as 'services' | 'upstreams'
    const near = asked.filter(({ wanted }) => wanted.kind === 'services' || wanted.kind === 'upstreams')
    if (near.some(({ wanted }) => wanted.name === object.name)) continue
    const now = ports.after.find((one) => one.source.kind === kind && one.object.name === object.name)?.object
    const by = near[0]?.index ?? 0
    const what = `The ${kind === 'services' ? 'service' : 'upstream'} ${object.name}`
    if (!now) note(by, [], `${what} would be gone, too`, { name: object.name })
    for (const field of now ? changedFields(kind, object, now) : []) {
      // An only port need have no name, several do.
      if (kind === 'services' && field === 'portName') continue
      const value = keptForm(kind, now as never)[field]
      const isAsked = near.some(({ wanted }) => wanted.object && isDeepStrictEqual(keptForm(wanted.kind, wanted.object as never)[field], value))
      if (!isAsked) note(by, [field], `${what} would change, too: ${field}`, { name: object.name, field })
    }
  }
}

/** What is made of objects beside the Ingresses: it may come and go with those, and does not change. */
function verifyMade(readings: Readings, plan: Plan, asked: readonly Asked[], note: Note): void {
  const edited = new Set(plan.edits.map(({ ref }) => refKey(ref)))
  const namespaces = new Set(plan.edits.map(({ ref }) => ref.namespace))
  const hasSecrets = plan.edits.some(({ ref }) => ref.kind === 'Secret')
  for (const kind of ['certificates', 'services', 'upstreams', 'consumers', 'credentials'] as const) {
    for (const { object, source } of moved(kind, readings)) {
      const now = readings.find(kind, object.name)?.object
      const isEdited = source.origin !== undefined && edited.has(refKey(source.origin))
      if (!now || isEdited || asked.some(({ wanted }) => wanted.kind === kind && wanted.name === object.name)) continue
      const isNear = source.origin !== undefined && namespaces.has(source.origin.namespace)
      // Which names a certificate serves is said by the Ingresses of its namespace; what services show of themselves, by Secrets.
      const but = kind === 'certificates' && isNear ? ['snis'] : kind === 'services' && hasSecrets ? ['caCertificates', 'clientCertificate'] : []
      if (isSame(kind, object, now, but) || (isNear && kind === 'upstreams' && plan.edits.some(({ ref }) => ref.kind === 'EndpointSlice'))) continue
      note(0, [], `"${object.name}" of ${kind} would change, too`, { name: object.name })
    }
  }
}

/** Notes every other object of ours that would not be as it was. */
export function verifyOthers(world: World, plan: Plan, wanted: readonly Wanted[], readings: Readings, note: Note): void {
  const asked = wanted.map((one, index): Asked => ({ index, wanted: one, ref: ingressOf(one, world) }))
  verifyCarried(readings, asked, note)
  verifyElsewhere(readings, plan, asked, note)
  verifyPorts(readings, asked, note)
  verifyMade(readings, plan, asked, note)
}
