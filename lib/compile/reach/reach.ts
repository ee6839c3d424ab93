import { CRITERIA, type CriterionName } from '#lib/model/criterion.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import { hostText } from '#lib/routing/host.ts'
import type { CompiledListener, CompiledRoute, Entry } from '#lib/snapshot/snapshot.ts'
import type { Compiled } from '../compile.ts'
import { diagnose } from '../diagnose.ts'
import { DIALECTS } from '../dialects/dialect.ts'
import { fieldOf } from './reach-field.ts'
import { reachOf, reachScene, type Reach, type ReachScene } from './reach-verdict.ts'
import { witnessMaker } from '../witness.ts'

type Taken = Extract<Reach, { kind: 'taken' }>
/** What was found of one host and path of a route, over the listeners so far. */
type Finding = { text: string; route: number; entry: Entry; rank: number; listener: CompiledListener; taken: Taken }

const pathText = (path: Entry['path']) => (path.kind === 'any' ? '*' : path.value)

/** A host and a path, as people read them. */
const entryText = ({ host, path }: Pick<Entry, 'host' | 'path'>): string => `${hostText(host)} ${pathText(path)}`

/** One that answers 500 has an error of its own already. */
const isBroken = ({ action }: CompiledRoute) => action.kind === 'respond' && action.code === 'INVALID_ROUTE'

/** Of the findings of one host and path, the least sure one speaks for all. */
function weakest(held: Finding | undefined, found: Finding): Finding {
  return held && (held.taken.how === 'maybe' || found.taken.how !== 'maybe') ? held : found
}

function findUnreached({ snapshot }: Compiled): Finding[] {
  const witnesses = witnessMaker('OTHER')
  const reached = new Set<string>()
  const found = new Map<string, Finding>()
  // By route and path alone: what its hosts leave of a listener's hostname is no host that the route declares.
  const reachedByHostname = new Set<string>()
  for (const listener of snapshot.listeners) {
    let scene: ReachScene | null = null
    listener.entries.forEach((entry, rank) => {
      const route = entry.route === null ? null : snapshot.routes[entry.route]!
      if (route === null || isBroken(route)) return
      // Paths that read alike count as one, of whatever kind: nobody could tell which is meant.
      const text = `${route.workspace} ${route.name} ${pathText(entry.path)}`
      const key = `${text} ${hostText(entry.host)}`
      if (reached.has(key)) return
      scene ??= reachScene(snapshot, listener, witnesses)
      const reach = reachOf(scene, scene.table.entries[rank]!)
      if (hostText(entry.host) === listener.hostname) {
        if (reach.kind === 'reachable') reachedByHostname.add(text)
        return
      }
      if (reach.kind === 'taken') {
        found.set(key, weakest(found.get(key), { text, route: entry.route!, entry, rank, listener, taken: reach }))
      }
      if (reach.kind !== 'reachable') return
      reached.add(key)
      found.delete(key)
    })
  }
  return [...found.values()].filter(({ text }) => !reachedByHostname.has(text))
}

/** The criterion that ranks one entry after another: the first of those that tell their neighbours in between apart. */
function criterionBetween({ entries, dialect }: CompiledListener, winner: number, loser: number): CriterionName {
  const { criteria } = DIALECTS[dialect]
  let least = criteria.length - 1
  for (let rank = winner + 1; rank <= loser; rank++) {
    const { route, criterion } = entries[rank]!
    if (route !== null && criterion >= 0) least = Math.min(least, criterion)
  }
  return criteria[least]!.name
}

const outcomeOf = ({ action, protocols, httpsRedirectStatusCode, preserveHost, stripPath, pathHandling, rewrite }: CompiledRoute): string =>
  JSON.stringify([action, protocols, httpsRedirectStatusCode, preserveHost, stripPath, pathHandling, rewrite])

function wording(finding: Finding, { routes }: Compiled['snapshot'], criterion: CriterionName): string {
  const { taken, entry, route } = finding
  const by = taken.by.route!
  const why = `and is ranked before it: ${CRITERIA[criterion].en}`
  const [text, other] = [entryText(entry), entryText(taken.by)]
  if (taken.how === 'conflict') {
    const isSame = outcomeOf(by) === outcomeOf(routes[route]!)
    const start = `No request reaches ${text} of this route: route "${by.name}" takes the same ones ${why}`
    return `${start}. ${isSame ? 'Both send them to the same place: remove the duplicate' : 'Remove one of the two, or let them match different requests'}`
  }
  if (taken.how === 'shadowed') {
    const start = `No request reaches ${text} of this route: route "${by.name}" takes them all with ${other} ${why}`
    return `${start}. Remove it, or let the other route match less`
  }
  const start = `Perhaps no request reaches ${text} of this route: route "${by.name}" may take them all with ${other} ${why}`
  return `${start}. A regular expression leaves it open; try it with a request`
}

const CODES = { conflict: 'ROUTE_CONFLICT', shadowed: 'ROUTE_SHADOWED', maybe: 'ROUTE_MAY_BE_SHADOWED' } as const

/**
 * Hosts and paths of routes that no request can reach on any listener, since entries ranked before them take all: each pair of
 * routes once, as a warning. Sound: what is called a conflict or shadowed is never reached; "may" where a regular expression
 * leaves it open. Pure. Not part of compile(), since proxies do not need to know.
 * @param configs what was compiled; with them a diagnostic names the path by its place
 */
export function diagnoseReach(compiled: Compiled, configs: readonly RoutingConfig[] = []): Diagnostic[] {
  const { snapshot, sources } = compiled
  const diagnostics = diagnose()
  const pairs = new Set<string>()
  for (const finding of findUnreached(compiled)) {
    const { route, entry, rank, listener, taken } = finding
    const by = taken.by.route!
    const pair = JSON.stringify([snapshot.routes[route]!.workspace, snapshot.routes[route]!.name, by.workspace, by.name])
    if (pairs.has(pair)) continue
    pairs.add(pair)
    const criterion = criterionBetween(listener, taken.by.rank, rank)
    const params = { winner: by.name, entry: entryText(entry), by: entryText(taken.by), criterion }
    const field = fieldOf(configs, sources[route]!, entry, listener)
    diagnostics.warning(sources[route]!, CODES[taken.how], field, wording(finding, snapshot, criterion), params)
  }
  return diagnostics.found
}
