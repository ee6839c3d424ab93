import { isDeepStrictEqual } from 'node:util'
import type { Canary } from '#lib/model/canary.ts'
import type { Route } from '#lib/model/route.ts'
import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import type { Texts } from '../annotations/apply.ts'
import { objectKeyOf, type ObjectKey, type V1Ingress } from '../objects.ts'
import { finding, sourceOf } from '../read/finding.ts'
import type { IngressRead } from '../read/ingress.ts'
import { isSameList, type KeptIngress } from '../read/memo.ts'
import { ruleHosts } from '../read/owners.ts'
import { rootLengths, rootRoutes } from './app-root.ts'
import { nginxFinding } from './finding.ts'
import { isOfCanaries } from './canary.ts'
import { isKnown } from './known.ts'
import { pairCanaries, type Pair, type Pairs, type Unpaired } from './pair.ts'
import type { Finding } from './reader.ts'
import { serviceTexts } from './service-texts.ts'
import { nginxTexts } from './texts.ts'

/** What was put together the last time, by Ingress, and of what. */
export type JoinMemo = ReadonlyMap<ObjectKey, Joined>

type Parts = { pairs: readonly Pair[]; unpaired: readonly Unpaired[]; roots: readonly Declared<Route>[]; findings: readonly Finding[] }
type Joined = { base: IngressRead; canaries: readonly unknown[]; id: string; read: IngressRead }

const ACME = '/.well-known/acme-challenge'

/** By host, an Ingress with TLS for it. */
function secureHosts(kept: readonly KeptIngress[]): ReadonlyMap<string, V1Ingress> {
  const hosts = new Map<string, V1Ingress>()
  if (!kept.some(({ read }) => read.nginx?.isPlain)) return hosts
  for (const { ingress } of kept) if ((ingress.spec.tls ?? []).length > 0) for (const host of ruleHosts(ingress)) hosts.set(host, ingress)
  return hosts
}

/** ingress-nginx leads to https wherever a host has a certificate, whoever names it; each Ingress is read by itself here. */
function plainFindings({ read }: KeptIngress, secure: ReadonlyMap<string, V1Ingress>): Finding[] {
  if (!read.nginx?.isPlain || secure.size === 0) return []
  const route = read.routes.find(({ object: { hosts, paths } }) => secure.has(hosts[0] ?? '') && !paths[0]?.value.startsWith(ACME))
  if (!route) return []
  const host = route.object.hosts[0] ?? ''
  const other = objectKeyOf(secure.get(host)!.metadata)
  const reason = `${host || 'Every host'} has TLS by the Ingress ${other} alone, so that plain http is served here; say it by force-ssl-redirect: "true"`
  return [{ name: 'ssl-redirect', kind: 'unserved', reason }]
}

/** By canary Ingress, a main Ingress that one of its paths met. */
function mainsOf({ byMain }: Pairs): ReadonlyMap<ObjectKey, V1Ingress> {
  const origins = [...byMain].flatMap(([main, pairs]) => pairs.map(({ canary }) => [objectKeyOf(canary.declared.source.origin!), main] as const))
  return new Map(origins)
}

/** What a canary Ingress says otherwise than its main Ingress, which alone is heard. */
function inheritedFindings(canary: V1Ingress, main: V1Ingress | undefined): Finding[] {
  if (!main) return []
  const [own, others] = [nginxTexts(canary.metadata.annotations), nginxTexts(main.metadata.annotations)]
  const names = Object.keys(own).filter((name) => isKnown(name) && !isOfCanaries(name) && own[name] !== others[name])
  return names.map((name) => ({ name, kind: 'unserved', reason: `Of a canary the main Ingress ${objectKeyOf(main.metadata)} is heard, which does not say this` }))
}

/** A canary Ingress says that affinity is not for its side (`affinity-canary-behavior`). */
const asLegacy = ({ object, ...rest }: Declared<Route>): Declared<Route> => ({
  ...rest,
  object: { ...object, filters: object.filters.map((filter) => (filter.type === 'affinity' ? { ...filter, canary: 'legacy' as const } : filter)) },
})

function canaryOf({ object: { name } }: Declared<Route>, { canary: { declared } }: Pair): Declared<Canary> {
  return { ...declared, object: { name, route: name, ...declared.object }, source: { ...declared.source, name } }
}

function unpairedFinding(workspace: string, ingress: V1Ingress, { canary, reason, winner }: Unpaired): Diagnostic {
  const { namespace, name } = ingress.metadata
  const source = sourceOf(workspace, { kind: 'Ingress', namespace, name })
  const params = { host: canary.host || '*', path: canary.path?.value ?? '*', reason }
  const field = canary.field.replace(/\.backend$/, '')
  if (winner) {
    const message = `Route "${winner.route}" has a canary by the Ingress ${winner.ingress} already; this one is not served`
    return finding(source, 'CANARY_CONFLICT', field, message, { route: winner.route, winner: winner.ingress })
  }
  return finding(source, 'CANARY_UNPAIRED', field, `The canary of ${params.host} ${params.path} is left out: ${reason}`, params)
}

/** The very objects of before, where they are equal. */
function keepEqual<T extends { name: string }>(before: readonly Declared<T>[], now: Declared<T>[]): Declared<T>[] {
  const known = new Map(before.map((declared) => [declared.object.name, declared]))
  return now.map((declared) => {
    const same = known.get(declared.object.name)
    return same && isDeepStrictEqual(same, declared) ? same : declared
  })
}

function build(workspace: string, { ingress, read }: KeptIngress, { pairs, unpaired, roots, findings }: Parts, before: IngressRead | undefined): IngressRead {
  const { namespace, name } = ingress.metadata
  const source = sourceOf(workspace, { kind: 'Ingress', namespace, name })
  // What routes of one Ingress have in common is the same for all of them.
  const isLegacy = pairs.some((pair) => pair.isLegacy)
  const routes = [...(isLegacy ? read.routes.map(asLegacy) : read.routes), ...roots]
  const canaries = pairs.map((pair) => canaryOf(read.routes[pair.place]!, pair))
  const told = [...findings.map((found) => nginxFinding(source, found)), ...unpaired.map((one) => unpairedFinding(workspace, ingress, one))]
  return {
    ...read,
    routes: keepEqual(before?.routes ?? [], routes),
    canaries: keepEqual(before?.canaries ?? [], canaries),
    diagnostics: told.length > 0 ? [...read.diagnostics, ...told] : read.diagnostics,
  }
}

const isNothing = ({ pairs, unpaired, roots, findings }: Parts) => pairs.length + unpaired.length + roots.length + findings.length === 0

const idOf = ({ pairs, unpaired, roots, findings }: Parts) =>
  JSON.stringify([pairs.map(({ place, isLegacy }) => [place, isLegacy]), unpaired.map(({ reason, winner }) => [reason, winner]), roots, findings])

/**
 * What Ingresses of ingress-nginx are together: canary Ingresses become canaries of the routes that they meet, app-root a route
 * of its own, and what several say of one port of a V1Service one word.
 * @param memo what the last call left; an Ingress of which nothing changed gives the very same
 * @returns `memo`: for the next call; `services`: by service of ours, what stands for the annotations of its V1Service
 */
export function joinIngresses(kept: readonly KeptIngress[], workspace: string, memo: JoinMemo): { kept: KeptIngress[]; services: ReadonlyMap<string, Texts>; memo: JoinMemo } {
  const pairs = pairCanaries(kept)
  const services = serviceTexts(kept, pairs)
  const lengths = rootLengths(kept)
  const secure = secureHosts(kept)
  const mains = mainsOf(pairs)
  const now = new Map<ObjectKey, Joined>()
  const joined = kept.map((one): KeptIngress => {
    const parts: Parts = {
      pairs: pairs.byMain.get(one.ingress) ?? [],
      unpaired: pairs.unpaired.get(one.ingress) ?? [],
      roots: rootRoutes(one, lengths),
      findings: one.read.nginx?.canary ? inheritedFindings(one.ingress, mains.get(objectKeyOf(one.ingress.metadata))) : [...services.findings(one), ...plainFindings(one, secure)],
    }
    const key = objectKeyOf(one.ingress.metadata)
    const before = memo.get(key)
    const canaries = [...parts.pairs, ...parts.unpaired].map(({ canary }) => canary)
    const id = isNothing(parts) ? '' : idOf(parts)
    const isSame = before?.base === one.read && before.id === id && isSameList(before.canaries, canaries)
    const read = isSame ? before.read : id === '' && !before ? one.read : build(workspace, one, parts, before?.read)
    now.set(key, { base: one.read, canaries, id, read })
    return read === one.read ? one : { ...one, read }
  })
  return { kept: joined, services: services.byService, memo: now }
}
