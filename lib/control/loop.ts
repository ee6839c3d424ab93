import { setImmediate as others } from 'node:timers/promises'
import { compile } from '#lib/compile/compile.ts'
import { compileMemo } from '#lib/compile/memo.ts'
import { KIND_NAMES } from '#lib/model/kinds.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import { digestOf, encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { StoredWorkspace, Stores } from '#lib/store/store.ts'
import { clusterKey } from '#lib/store/with-clusters.ts'
import type { LastRead } from './last-read.ts'

export type Published = { revisions: Record<string, number>; digest: string; snapshot: string }

export type LoopLog = { info: (fields: object, text: string) => void; error: (fields: object, text: string) => void }

export type LoopOptions = {
  stores: Pick<Stores, 'workspaces' | 'open' | 'cluster'>
  publish: (publication: Published) => void
  /** What was read and is published now, and what is wrong with it; also where a cluster changed nothing for traffic. */
  onRead?: (configs: readonly RoutingConfig[], diagnostics: readonly Diagnostic[]) => void
  /** What outlives the process of clusters. */
  lastRead?: LastRead
  log: LoopLog
  now?: () => Date
  /** Milliseconds between two looks at the store, for changes of which nobody told us. */
  pollMs?: number
}

/** The controller's loop. */
export type Loop = {
  /** Looks at the store now. Resolves after a look that began after this call, whatever came of it. */
  wake(): Promise<void>
  stop(): Promise<void>
}

/** `revision`: the newest that was read. Where it declares the same as the one before, that one is kept. */
type Held = { version: string; revision: number; config: RoutingConfig }

const isSameList = (a: readonly unknown[], b: readonly unknown[]) => a === b || (a.length === b.length && a.every((one, place) => one === b[place]))

/** Much changes in a cluster that is nothing to us, the status that we write first of all. */
const declaresSame = (a: RoutingConfig, b: RoutingConfig): boolean =>
  KIND_NAMES.every((kind) => isSameList(a[kind], b[kind])) && JSON.stringify(a.diagnostics) === JSON.stringify(b.diagnostics)

/** Whether two looks found other workspaces, or of one another `part`. */
const differs = (a: ReadonlyMap<string, Held>, b: ReadonlyMap<string, Held>, part: (held: Held | undefined) => unknown): boolean =>
  a.size !== b.size || [...a.keys()].some((name) => part(a.get(name)) !== part(b.get(name)))

/**
 * Store → RoutingConfig → compile → publish. Only workspaces whose revision moved are read again. A look that fails keeps
 * what is published: an unreadable store must never become an empty table.
 */
export function startLoop({ stores, publish, onRead = () => {}, lastRead, log, now = () => new Date(), pollMs = 2000 }: LoopOptions): Loop {
  const memo = compileMemo()
  let held = new Map<string, Held>()
  let diagnostics: readonly Diagnostic[] = []
  let isFirst = true
  let running: Promise<void> | null = null
  let queued: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  /**
   * A cluster holds up nobody. At the start it is waited for, then what was kept of it counts; where there is nothing of
   * either, it comes in when it is read.
   */
  const readCluster = async (row: StoredWorkspace): Promise<RoutingConfig | null> => {
    const { name } = row.object
    const view = await stores.cluster(name)
    if (!view) return null
    if (!isFirst) return view.current()?.config ?? null
    try {
      return (await view.read()).config
    } catch (err) {
      const kept = lastRead?.load(name, clusterKey(row)) ?? null
      log.error({ err, workspace: name }, kept ? 'the cluster cannot be read; what was kept of it is served' : 'the cluster cannot be read')
      return kept
    }
  }

  /** The workspace as it is now. One that cannot be read stays as it was; at the start nothing is published without the database. */
  const readOne = async (row: StoredWorkspace): Promise<Held | null> => {
    const { object, revision, createdAt } = row
    const isCluster = object.kind === 'kubernetes'
    // One that was deleted and made again counts from the beginning.
    const version = `${createdAt} ${row.version}`
    const before = held.get(object.name)
    if (before && before.version === version && before.revision === revision) return before
    try {
      const config = isCluster ? await readCluster(row) : await (await stores.open(object.name)).read()
      if (!config) return before ?? null
      if (isCluster && before && declaresSame(before.config, config)) return { version, revision: config.revision, config: before.config }
      if (isCluster) lastRead?.keep(config, clusterKey(row))
      return { version, revision: config.revision, config }
    } catch (err) {
      if (isFirst) throw err
      log.error({ err, workspace: object.name }, 'the workspace could not be read; what it serves stays')
      return before ?? null
    }
  }

  const look = async (): Promise<void> => {
    const rows = (await stores.workspaces()).filter(({ object }) => object.served)
    const found = await Promise.all(rows.map(async (row) => [row.object.name, await readOne(row)] as const))
    const next = new Map(found.filter((one): one is [string, Held] => one[1] !== null))
    const isNews = isFirst || differs(next, held, (one) => one?.config)
    const isRead = isNews || differs(next, held, (one) => one)
    const configs = [...next.values()].map(({ config }) => config)
    if (isNews) await publishAll(configs)
    held = next
    isFirst = false
    if (!isRead) return
    await others()
    onRead(configs, diagnostics)
  }

  // In a large cluster each step takes tens of milliseconds: between them, whoever asks the webhook is answered.
  const publishAll = async (configs: RoutingConfig[]): Promise<void> => {
    await others()
    const compiled = compile(configs, { now: now(), memo })
    await others()
    const snapshot = encodeSnapshot(compiled.snapshot)
    await others()
    const revisions = Object.fromEntries(configs.map(({ workspace, revision }) => [workspace, revision]))
    publish({ revisions, digest: digestOf(snapshot), snapshot })
    diagnostics = compiled.diagnostics
    log.info({ revisions }, 'published')
  }

  const run = (): Promise<void> => {
    clearTimeout(timer)
    running = look()
      .catch((err: unknown) => log.error({ err }, 'the store could not be read; what is published stays'))
      .finally(() => {
        running = null
        if (!isStopped && !queued) timer = setTimeout(() => void run(), pollMs)
      })
    return running
  }

  void run()
  return {
    wake() {
      if (isStopped) return Promise.resolve()
      if (!running) return run()
      // Calls that come while a look is under way share the one after it.
      queued ??= running.then(() => {
        queued = null
        return isStopped ? undefined : run()
      })
      return queued
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
      lastRead?.flush()
    },
  }
}
