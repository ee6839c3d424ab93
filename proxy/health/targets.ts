import type { ChangedBy, TargetState } from '#lib/link/health.ts'
import type { Slices } from '#lib/routing/slices.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { addressOf } from '#lib/routing/address.ts'
import { createAllotment, type Allotment } from './allotment.ts'
import { rowOf, type Ref } from './cells.ts'
import type { Prepared } from '../workers/plan.ts'
import { upstreamKey } from '../upstream-key.ts'
import type { ToHealthView, UpstreamRows } from './messages.ts'

/** The last that was said of a target. `at`: Unix ms. */
export type Word = { by: ChangedBy; at: number; reason: string }

export type Target = {
  readonly upstream: Tracked
  readonly address: string
  readonly host: string
  readonly port: number
  readonly ref: Ref
  /** As was last noted; null: nothing has happened to it. */
  state: TargetState
  word: Word | null
}

/** An upstream whose targets have rows: it has checks, or an operator has marked one of them. */
export type Tracked = {
  readonly key: string
  readonly workspace: string
  readonly name: string
  /** Row of its version. */
  readonly head: Ref
  /** As its items of the snapshot say it. */
  text: string
  checks: CompiledUpstream['healthchecks']
  hostHeader: string | null
  targets: Map<string, Target>
}

export type Targets = Pick<Allotment, 'rows'> & {
  /** Gives rows to what a snapshot names, and tells the workers of them, before they build it. */
  planSlices(snapshot: Prepared): Slices<void>
  /** The planned snapshot serves: takes the rows of what it does not name. @returns what is not as it was */
  commit(): { removed: Target[]; gone: Tracked[]; changed: Tracked[] }
  /** Gives rows to those upstreams of the served snapshot that have none. */
  track(keys: ReadonlySet<string>): void
  get(key: string): Tracked | undefined
  all(): Iterable<Tracked>
  byRef(ref: Ref): Target | undefined
  /** All that a worker who enters must know. */
  whole(): ToHealthView
}

export type TargetsOptions = {
  tell(message: ToHealthView): void
  /** Upstreams of which an operator holds a target down. */
  marked(): ReadonlySet<string>
  /** A target has its row; workers have not heard of it yet. */
  onNew(target: Target): void
}

/** So many upstreams are looked at between two pauses. */
const TURN = 256
/** After so many rows workers are told of them: they serve, and must not take in a hundred thousand at once. */
const MOST_TOLD = 1000
/** compile() writes these two first. */
const HEAD = /^\{"workspace":"([^"\\]*)","name":"([^"\\]*)"/

const CHECKS = '"healthchecks":{'

type Source = Pick<Prepared, 'encoded' | 'items'>
const upstreamsOf = (source: Source): readonly string[] => source.items().get('upstreams') ?? []

function keyOf(text: string): string {
  const head = HEAD.exec(text)
  return upstreamKey(head ? { workspace: head[1]!, name: head[2]! } : (JSON.parse(text) as CompiledUpstream))
}

/** Two upstreams may have one name, as those of services with a host: their targets are put together. */
const parsed = (text: string): CompiledUpstream[] => text.split('\n').map((one) => JSON.parse(one) as CompiledUpstream)

function add(texts: Map<string, string>, key: string, text: string): void {
  const other = texts.get(key)
  texts.set(key, other === undefined ? text : `${other}\n${text}`)
}

const addressesOf = (upstreams: readonly CompiledUpstream[]) => new Set(upstreams.flatMap(({ targets }) => targets.map(({ host, port }) => addressOf({ host, port }))))

const rowsOf = ({ key, head }: Tracked, added: readonly Target[], removed: readonly Target[] = []): UpstreamRows => ({
  key, head: rowOf(head), added: added.map(({ address }) => address), refs: Int32Array.from(added, ({ ref }) => ref), removed: removed.map(({ address }) => address),
})

/**
 * Which targets have a row. Once an upstream has rows it keeps them as long as snapshots name it: workers hold on to them as long
 * as to the upstream.
 */
export function createTargets({ tell, marked, onNew }: TargetsOptions): Targets {
  const { rows, take, free, slabs } = createAllotment()
  const tracked = new Map<string, Tracked>()
  const refs = new Map<Ref, Target>()
  let toldSlabs = 0
  let serving: Source | null = null
  /** By key, the text of each upstream that has rows or is to have some. */
  let planned: { source: Source | null; texts: Map<string, string> } = { source: null, texts: new Map() }
  /** Upstreams that were marked while a snapshot was under way. */
  const late = new Set<string>()
  /** Upstreams that are as their text says, of which nobody was told. */
  const fresh = new Set<Tracked>()
  /** Upstreams that were given targets for a snapshot which may be refused. */
  const grown = new Set<Tracked>()

  const newSlabs = (): SharedArrayBuffer[] => {
    const added = slabs().slice(toldSlabs)
    toldSlabs = slabs().length
    return added
  }
  /** Null: nobody need hear of it. */
  const grant = (key: string, text: string): UpstreamRows | null => {
    const known = tracked.get(key)
    if (known?.text === text) return null
    const named = parsed(text)
    const { workspace, name, healthchecks, hostHeader } = named[0]!
    // What a known one was is needed until the snapshot serves.
    const upstream: Tracked = known ?? { key, workspace, name, head: take(), text, checks: healthchecks, hostHeader, targets: new Map() }
    if (!known) {
      tracked.set(key, upstream)
      fresh.add(upstream)
    }
    const added: Target[] = []
    for (const { host, port } of named.flatMap(({ targets }) => targets)) {
      const address = addressOf({ host, port })
      if (upstream.targets.has(address)) continue
      const target: Target = { upstream, address, host, port, ref: take(), state: 'up', word: null }
      upstream.targets.set(address, target)
      refs.set(target.ref, target)
      onNew(target)
      added.push(target)
    }
    if (known && added.length > 0) grown.add(known)
    return known && added.length === 0 ? null : rowsOf(upstream, added)
  }
  const drop = (target: Target) => {
    target.upstream.targets.delete(target.address)
    refs.delete(target.ref)
    free(target.ref)
  }
  const candidates = function* (source: Source): Slices<Map<string, string>> {
    const texts = new Map<string, string>()
    const held = marked()
    // A large snapshot is not taken apart for nothing.
    if (tracked.size === 0 && held.size === 0 && !source.encoded.includes(CHECKS)) return texts
    for (const [index, text] of upstreamsOf(source).entries()) {
      if (index % TURN === TURN - 1) yield
      const key = keyOf(text)
      if (!text.includes(CHECKS) && !tracked.has(key) && !held.has(key)) continue
      add(texts, key, text)
    }
    return texts
  }
  const served = (keys: ReadonlySet<string>): Map<string, string> => {
    const found = new Map<string, string>()
    if (keys.size === 0 || !serving) return found
    for (const text of upstreamsOf(serving)) {
      const key = keyOf(text)
      if (keys.has(key)) add(found, key, text)
    }
    return found
  }
  /** The upstream is as its text says. @returns the targets that it has no more */
  const settle = (upstream: Tracked, text: string): Target[] => {
    const named = parsed(text)
    const addresses = addressesOf(named)
    const lost = [...upstream.targets.values()].filter(({ address }) => !addresses.has(address))
    lost.forEach(drop)
    Object.assign(upstream, { text, checks: named[0]!.healthchecks, hostHeader: named[0]!.hostHeader })
    return lost
  }
  return {
    rows,
    *planSlices(source) {
      late.clear()
      planned = { source, texts: yield* candidates(source) }
      let granted: UpstreamRows[] = []
      let count = 0
      const tellGranted = () => {
        if (granted.length > 0) tell({ slabs: newSlabs(), upstreams: granted, gone: [] })
        granted = []
        count = 0
      }
      try {
        for (const [key, text] of planned.texts) {
          const news = grant(key, text)
          if (news) granted.push(news)
          if ((count += news?.added.length ?? 0) >= MOST_TOLD) tellGranted()
          yield
        }
      } finally {
        tellGranted()
      }
    },
    commit() {
      const { source, texts } = planned
      serving = source
      planned = { source, texts: new Map() }
      const message: ToHealthView = { slabs: [], upstreams: [], gone: [] }
      for (const [key, text] of served(late)) {
        texts.set(key, text)
        const news = grant(key, text)
        if (news) message.upstreams.push(news)
      }
      late.clear()
      message.slabs = newSlabs()
      const done: ReturnType<Targets['commit']> = { removed: [], gone: [], changed: [] }
      for (const upstream of tracked.values()) {
        const text = texts.get(upstream.key)
        if (text === undefined) {
          const all = [...upstream.targets.values()]
          all.forEach(drop)
          done.removed.push(...all)
          tracked.delete(upstream.key)
          free(upstream.head)
          done.gone.push(upstream)
          message.gone.push(upstream.key)
          continue
        }
        if (text === upstream.text && !grown.has(upstream)) {
          // The other text would keep the whole snapshot before this one in memory.
          upstream.text = text
          if (fresh.has(upstream)) done.changed.push(upstream)
          continue
        }
        const lost = settle(upstream, text)
        done.removed.push(...lost)
        done.changed.push(upstream)
        if (lost.length > 0) message.upstreams.push(rowsOf(upstream, [], lost))
      }
      fresh.clear()
      grown.clear()
      if (message.gone.length + message.upstreams.length + message.slabs.length > 0) tell(message)
      return done
    },
    track(keys) {
      const unknown = new Set([...keys].filter((key) => !tracked.has(key)))
      for (const key of unknown) late.add(key)
      const granted: UpstreamRows[] = []
      for (const [key, text] of served(unknown)) {
        const news = grant(key, text)
        if (news) granted.push(news)
      }
      if (granted.length > 0) tell({ slabs: newSlabs(), upstreams: granted, gone: [] })
    },
    get: (key) => tracked.get(key),
    all: () => tracked.values(),
    byRef: (ref) => refs.get(ref),
    whole: () => ({ slabs: slabs().slice(0, toldSlabs), upstreams: [...tracked.values()].map((upstream) => rowsOf(upstream, [...upstream.targets.values()])), gone: [] }),
  }
}
