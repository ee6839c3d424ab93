import type { Listener } from '#lib/model/listener.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import { hostText } from '#lib/routing/host.ts'
import type { CompiledListener, CompiledStream, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Diagnose } from './diagnose.ts'
import { inOrder, keyed, ranked, type Keyed, type Ranked } from './dialects/criterion.ts'
import { DIALECTS } from './dialects/dialect.ts'
import type { PlacedRoute } from './draft-entry.ts'
import { draftRoutes, type Drafted } from './draft-route.ts'
import { listenerHostname } from './hosts.ts'
import type { CompileMemo } from './memo.ts'
import { warnListener } from './not-served-yet.ts'
import { refuse } from './refuse.ts'

export type PlacedWorkspace = { config: RoutingConfig; routes: PlacedRoute[] }

/** What the tables of all listeners share while they are made. */
export type Making = {
  diagnostics: Diagnose
  memo: CompileMemo
  /** Place of a route in the snapshot; of one that is refused, that of its twin that answers 500. */
  placeOf: (route: Declared<Route>, isRefused: boolean) => number
  /** What was said already: a route stands on several listeners. */
  said: Set<string>
}

type Draft = { declared: Declared<Listener>; dialect: RoutingConfig['dialect']; entries: Keyed[] }

/** What a system can bind once: datagrams and connections have ports of their own. */
const portKey = ({ object: { protocol, port, name } }: Declared<Listener>) => `${protocol === 'udp' ? 'udp' : 'tcp'} ${port ?? name}`

/** Listeners of one port are told apart by their hostnames. */
const listenerKey = (declared: Declared<Listener>) => `${portKey(declared)} ${listenerHostname(declared.object.hostname) ?? ''}`

/** What was drafted of a route the last time on the same listener serves again. */
function draftChanged(key: string, routes: readonly PlacedRoute[], { drafts }: CompileMemo, draft: (placed: PlacedRoute) => Drafted): Drafted[] {
  const before = drafts.get(key)
  const now = new Map<Declared<Route>, Drafted>()
  for (const placed of routes) now.set(placed.declared, before?.get(placed.declared) ?? draft(placed))
  drafts.set(key, now)
  return [...now.values()]
}

/** Says which paths have no meaning in the dialect, once a route. */
function warnLeftOut({ leftOut }: Drafted, { diagnostics, said }: Making, dialect: string): void {
  for (const { placed, place, path } of leftOut) {
    const { source } = placed.declared
    const key = `left out ${source.workspace}/${source.name} ${place}`
    if (said.has(key)) continue
    said.add(key)
    const message = `The dialect ${dialect} skips paths of the type ${path?.type}; use "prefix" or "exact"`
    diagnostics.error(source, 'NOT_IN_DIALECT', `paths.${place}.type`, message, { dialect, what: String(path?.type) })
  }
}

function draftListener(declared: Declared<Listener>, { config, routes }: PlacedWorkspace, making: Making): Draft | null {
  const listener = declared.object
  if (!listener.enabled) return null
  const { dialect } = config
  const rules = DIALECTS[dialect]
  const { memo } = making
  const key = `${config.workspace} ${dialect} ${listener.name} ${listener.protocol} ${listener.hostname ?? ''}`
  const draft = (some: readonly PlacedRoute[]) => draftRoutes(some, listener, rules, memo.patterns)
  const drafted = rules.isLocal ? draftChanged(key, routes, memo, (placed) => draft([placed])) : [draft(routes)]
  for (const one of drafted) if (one.leftOut.length > 0) warnLeftOut(one, making, dialect)
  return { declared, dialect, entries: drafted.flatMap(({ entries }) => entries) }
}

/** The first workspace in the order owns a host, with all its ports; what another declares for the same host there is a conflict. */
function dropForeignHosts(entries: Keyed[], { diagnostics, said }: Making): Keyed[] {
  const owner = new Map<string, string>()
  return entries.filter(({ entry: { declared, host } }) => {
    const text = hostText(host.kind === 'any' ? host : { ...host, port: undefined })
    const { workspace, name } = declared.source
    const first = owner.get(text) ?? workspace
    owner.set(text, first)
    if (first === workspace) return true
    const key = `foreign ${workspace}/${name} ${text}`
    if (!said.has(key)) {
      said.add(key)
      const message = `The host ${text} belongs to workspace "${first}" on this listener; choose another host or listener`
      diagnostics.error(declared.source, 'HOST_TAKEN', 'hosts', message, { winner: first, host: text })
    }
    return false
  })
}

/** These two choose the host first and compare paths in one form; inside a host, which one workspace owns, they hardly differ. */
const ALIKE: readonly RoutingConfig['dialect'][] = ['gateway', 'ingress']

/** An entry as another dialect ranks it. A default backend stays behind every path: for Gateway API no path is the prefix "/". */
function rekey({ entry }: Keyed, dialect: RoutingConfig['dialect']): Keyed {
  const { criteria } = DIALECTS[dialect]
  const { keys } = keyed(entry, criteria)
  return { entry, keys: keys.map((key, place) => (entry.path.kind === 'any' && criteria[place]!.name === 'pathLength' ? 0 : key)) }
}

/** The entries of a draft as they are ranked in a table of that dialect, or null where its rules are too different. */
function entriesFor(dialect: RoutingConfig['dialect'], draft: Draft, { rekeyed }: CompileMemo): readonly Keyed[] | null {
  if (dialect === draft.dialect) return draft.entries
  if (!ALIKE.includes(dialect) || !ALIKE.includes(draft.dialect)) return null
  return draft.entries.map((one) => {
    const known = rekeyed.get(one) ?? rekey(one, dialect)
    rekeyed.set(one, known)
    return known
  })
}

/**
 * One listener may be shared by workspaces of one protocol whose dialects are alike; the entries of all are ranked together,
 * by the rules of the first. Listeners of other hostnames may stand on its port if they speak the same protocol.
 * @param ports what was declared first for each port
 */
function share(drafts: Map<string, Draft>, ports: Map<string, Draft>, draft: Draft, { diagnostics, memo }: Making): void {
  const key = listenerKey(draft.declared)
  const onPort = ports.get(portKey(draft.declared)) ?? draft
  ports.set(portKey(draft.declared), onPort)
  const twin = drafts.get(key)
  const first = twin ?? onPort
  const isSpoken = onPort.declared.object.protocol === draft.declared.object.protocol
  const isOther = first.declared.source.workspace !== draft.declared.source.workspace
  const entries = twin && isSpoken && isOther ? entriesFor(first.dialect, draft, memo) : null
  if (!twin && isSpoken) {
    drafts.set(key, draft)
  } else if (entries) {
    for (const entry of entries) first.entries.push(entry)
  } else {
    const { workspace, name } = first.declared.source
    const message = `Listener "${name}" of workspace "${workspace}" has this port with another protocol or dialect; choose another port`
    diagnostics.error(draft.declared.source, 'LISTENER_CONFLICT', 'port', message, { winner: name, workspace })
  }
}

/** An enabled route that stands in no table would be lost without a word. */
function warnUnreached(workspaces: PlacedWorkspace[], drafts: Iterable<Draft>, { diagnostics, said }: Making): void {
  const reached = new Set<Declared<Route>>()
  for (const { entries } of drafts) for (const { entry } of entries) reached.add(entry.declared)
  for (const { routes } of workspaces) {
    for (const { declared } of routes) {
      if (reached.has(declared)) continue
      const { workspace, name } = declared.source
      if (said.has(`left out ${workspace}/${name} 0`)) continue
      diagnostics.warning(declared.source, 'NO_LISTENER', 'hosts', 'No enabled listener serves this route: its protocols or hosts fit none')
    }
  }
}

/** After the last entry of a host that it would share with wider ones, a place where it ends. */
function endHosts(order: Ranked[], toEntry: (one: Ranked) => Entry): Entry[] {
  return order.flatMap((one, index): Entry[] => {
    const { host } = one.entry
    const next = order[index + 1]?.entry.host
    if (host.kind === 'any' || (next && hostText(next) === hostText(host))) return [toEntry(one)]
    return [toEntry(one), { route: null, host, path: { kind: 'any' }, criterion: -1 }]
  })
}

/** The entries by rank. Those that were there the last time begin in the order that they had. */
function order({ declared, dialect, entries }: Draft, hasSharers: boolean, making: Making): Keyed[] {
  const owned = hasSharers ? dropForeignHosts(entries, making) : entries
  const key = `${dialect} ${listenerKey(declared)}`
  const current = new Set(owned)
  const kept = (making.memo.orders.get(key) ?? []).filter((one) => current.has(one))
  for (const one of kept) current.delete(one)
  const ordered = inOrder([...kept, ...current], DIALECTS[dialect].criteria)
  making.memo.orders.set(key, ordered)
  return ordered
}

function compileListener(draft: Draft, hasSharers: boolean, making: Making): CompiledListener | CompiledStream {
  const { declared, dialect } = draft
  const { criteria, pathForm, foldHeaderValues, endsHosts } = DIALECTS[dialect]
  const placed = ranked(order(draft, hasSharers, making), criteria)
  for (const { entry } of placed) if (entry.refusal) refuse(entry.declared, entry.refusal, making)
  const routeOf = ({ entry }: Ranked) => making.placeOf(entry.declared, entry.isRefused)
  const { name, protocol, hostname } = declared.object
  const port = declared.object.port ?? null
  if (protocol !== 'http' && protocol !== 'https') {
    return { name, protocol, port, dialect, entries: placed.map((one) => ({ route: routeOf(one), criterion: one.criterion })) }
  }
  const toEntry = (one: Ranked): Entry => ({ route: routeOf(one), host: one.entry.host, path: one.entry.path, criterion: one.criterion })
  const entries = endsHosts ? endHosts(placed, toEntry) : placed.map(toEntry)
  return { name, protocol, port, hostname: listenerHostname(hostname), dialect, pathForm, foldHeaderValues, entries }
}

/** The tables of all listeners: split, ranked by the dialect's criteria. */
export function compileListeners(workspaces: PlacedWorkspace[], making: Making): Pick<Snapshot, 'listeners' | 'streams'> {
  const drafts = new Map<string, Draft>()
  const ports = new Map<string, Draft>()
  for (const workspace of workspaces) {
    for (const declared of workspace.config.listeners) {
      warnListener(declared, making.diagnostics)
      const draft = draftListener(declared, workspace, making)
      if (draft) share(drafts, ports, draft, making)
    }
  }
  warnUnreached(workspaces, drafts.values(), making)
  const compiled = [...drafts.values()].map((draft) => compileListener(draft, workspaces.length > 1, making))
  return {
    listeners: compiled.filter((one): one is CompiledListener => 'hostname' in one),
    streams: compiled.filter((one): one is CompiledStream => !('hostname' in one)),
  }
}
