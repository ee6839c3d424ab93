import type { Listener } from '#lib/model/listener.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import type { CompiledListener, Entry, HostMatch } from '#lib/snapshot/snapshot.ts'
import { hostText } from '#lib/routing/host.ts'
import type { Diagnose } from './diagnose.ts'
import type { DraftEntry } from './draft-entry.ts'
import { intersectHosts, toEntryPath, toHostMatch } from './entries.ts'
import { warnListener } from './not-served-yet.ts'
import { inOrder, type Compare } from './precedence/compare.ts'
import { GATEWAY } from './precedence/gateway.ts'
import { INGRESS } from './precedence/ingress.ts'
import { KONG } from './precedence/kong.ts'

/** A route that gets entries: its place in the snapshot and those of its paths that can be served. */
export type PlacedRoute = { index: number; declared: Declared<Route>; paths: Route['paths'] }

export type PlacedWorkspace = { config: RoutingConfig; routes: PlacedRoute[] }

type Draft = { declared: Declared<Listener>; protocol: 'http' | 'https'; dialect: Dialect; entries: OwnedEntry[] }
type OwnedEntry = DraftEntry & { source: Declared<Route> }

const PRECEDENCE: Record<Dialect, Compare<DraftEntry>[]> = { gateway: GATEWAY, kong: KONG, ingress: INGRESS, nginx: INGRESS, pipy: INGRESS }

/** Kong: protocol is no match field, an http route answers on https too. Elsewhere a route serves the listeners of its protocols. */
function servesOn(route: Route, protocol: 'http' | 'https', dialect: Dialect): boolean {
  if (route.protocols.includes(protocol)) return true
  // An https route stands on http as well: there it redirects or answers 426.
  return protocol === 'http' ? route.protocols.includes('https') : dialect === 'kong' && route.protocols.includes('http')
}

function draftEntries({ index, declared, paths }: PlacedRoute, listenerHost: HostMatch, protocol: 'http' | 'https', dialect: Dialect): OwnedEntry[] {
  const route = declared.object
  const isRedirectOnly = !route.protocols.includes(protocol)
  const hosts: HostMatch[] = route.hosts.length === 0 ? [{ kind: 'any' }] : route.hosts.map((host) => toHostMatch(host, dialect))
  const entryPaths = route.paths.length === 0 ? [{ kind: 'any' as const }] : paths.map(toEntryPath)
  const entries: OwnedEntry[] = []
  for (const host of hosts) {
    const both = intersectHosts(listenerHost, host)
    if (!both) continue
    for (const path of entryPaths) {
      entries.push({ index, route, createdAt: declared.createdAt, host: both, path, isRedirectOnly, order: entries.length, source: declared })
    }
  }
  return entries
}

/** Equal keys take the same requests. */
function conditionKey({ host, path, route }: DraftEntry): string {
  const { methods, headers, query, snis } = route
  return JSON.stringify([hostText(host), path, methods.toSorted(), Object.entries(headers).toSorted(), Object.entries(query).toSorted(), snis.toSorted()])
}

const entryText = ({ host, path }: DraftEntry) => `${hostText(host)} ${path.kind === 'any' ? '*' : path.value}`

/** Names the loser of two entries that take the same requests, once for each pair of routes. */
function reportConflicts(entries: OwnedEntry[], said: Set<string>, diagnostics: Diagnose): void {
  const owners = new Map<string, OwnedEntry>()
  for (const entry of entries) {
    const key = conditionKey(entry)
    const winner = owners.get(key)
    if (!winner) {
      owners.set(key, entry)
      continue
    }
    const pair = `${winner.index} ${entry.index}`
    if (winner.index === entry.index || said.has(pair)) continue
    said.add(pair)
    const params = { winner: winner.route.name, entry: entryText(entry) }
    const message = `Route "${params.winner}" takes the same requests (${params.entry}) and comes first; this one never answers them`
    diagnostics.warning(entry.source.source, 'ROUTE_CONFLICT', 'hosts', message, params)
  }
}

/** The first workspace in the order owns a host; what another declares for the same host there is a conflict. */
function dropForeignHosts(entries: OwnedEntry[], said: Set<string>, diagnostics: Diagnose): OwnedEntry[] {
  const owner = new Map<string, string>()
  return entries.filter((entry) => {
    const host = hostText(entry.host)
    const { workspace } = entry.source.source
    const first = owner.get(host) ?? workspace
    owner.set(host, first)
    if (first === workspace) return true
    const key = `${workspace}/${entry.route.name} ${host}`
    if (!said.has(key)) {
      said.add(key)
      const message = `The host ${host} belongs to workspace "${first}" on this listener; choose another host or listener`
      diagnostics.error(entry.source.source, 'ROUTE_CONFLICT', 'hosts', message, { winner: first, entry: host })
    }
    return false
  })
}

const portKey = ({ object }: Declared<Listener>) => `${object.port ?? object.name} ${object.hostname ?? ''}`

function draftListener(declared: Declared<Listener>, config: RoutingConfig, routes: PlacedRoute[]): Draft | null {
  const { enabled, hostname, protocol } = declared.object
  if (!enabled || (protocol !== 'http' && protocol !== 'https')) return null
  const host: HostMatch = hostname === undefined ? { kind: 'any' } : toHostMatch(hostname, config.dialect)
  const entries = routes.filter((route) => servesOn(route.declared.object, protocol, config.dialect)).flatMap((route) => draftEntries(route, host, protocol, config.dialect))
  return { declared, protocol, dialect: config.dialect, entries }
}

/** One listener may be shared by workspaces of one dialect and protocol; the entries of all are ranked together. */
function share(drafts: Map<string, Draft>, draft: Draft, diagnostics: Diagnose): void {
  const key = portKey(draft.declared)
  const first = drafts.get(key)
  if (!first) {
    drafts.set(key, draft)
  } else if (first.dialect === draft.dialect && first.protocol === draft.protocol && first.declared.source.workspace !== draft.declared.source.workspace) {
    first.entries.push(...draft.entries)
  } else {
    const { workspace, name } = first.declared.source
    const message = `Listener "${name}" of workspace "${workspace}" has this port with another protocol or dialect; choose another port`
    diagnostics.error(draft.declared.source, 'LISTENER_CONFLICT', 'port', message, { winner: name, workspace })
  }
}

/** An enabled route that stands in no table would be lost without a word. */
function warnUnreached(workspaces: PlacedWorkspace[], drafts: Iterable<Draft>, diagnostics: Diagnose): void {
  const reached = new Set([...drafts].flatMap(({ entries }) => entries.map(({ index }) => index)))
  for (const { index, declared, paths } of workspaces.flatMap(({ routes }) => routes)) {
    const { protocols, paths: declaredPaths } = declared.object
    const isHttp = protocols.includes('http') || protocols.includes('https')
    const isRefused = declaredPaths.length > 0 && paths.length === 0
    if (reached.has(index) || !isHttp || isRefused) continue
    diagnostics.warning(declared.source, 'NO_LISTENER', 'hosts', 'No enabled listener serves this route: its protocols or hosts fit none')
  }
}

/** The tables of all listeners: split, ranked by the dialect's comparators, with conflicts named. */
export function compileListeners(workspaces: PlacedWorkspace[], diagnostics: Diagnose): CompiledListener[] {
  const drafts = new Map<string, Draft>()
  const said = new Set<string>()
  for (const { config, routes } of workspaces) {
    for (const declared of config.listeners) {
      warnListener(declared, diagnostics)
      const draft = draftListener(declared, config, routes)
      if (draft) share(drafts, draft, diagnostics)
    }
  }
  warnUnreached(workspaces, drafts.values(), diagnostics)
  return [...drafts.values()].map(({ declared, protocol, dialect, entries }) => {
    const owned = dropForeignHosts(entries, said, diagnostics).sort(inOrder(PRECEDENCE[dialect]))
    reportConflicts(owned, said, diagnostics)
    const ranked: Entry[] = owned.map(({ index, host, path }) => ({ route: index, host, path }))
    const { name, port, hostname } = declared.object
    return { name, protocol, port: port ?? null, hostname: hostname ?? null, dialect, entries: ranked }
  })
}
