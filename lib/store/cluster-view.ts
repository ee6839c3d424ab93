import { AppError } from '#lib/errors.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { openCluster, type Cluster } from '#lib/kubernetes/cluster.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { openChangeHold } from '#lib/kubernetes/change-mark.ts'
import type { ClusterObjects, ObjectKey } from '#lib/kubernetes/objects.ts'
import { readIdle, type IdleReading } from '#lib/kubernetes/read/idle.ts'
import { forkMemo, readCluster, readMemo, type Reading } from '#lib/kubernetes/read/read-cluster.ts'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'

export type ClusterLog = { info(fields: object, text: string): void; warn(fields: object, text: string): void }

/** What is known of the way to a cluster. `error`: why there is no connection to try. */
export type ClusterStatus = { server: string | null; error: string | null; parts: ReturnType<Cluster['state']>['parts'] | null }

/** `objects` are the newest; `from`: those that it was read from. */
export type ClusterReading = Reading & { objects: ClusterObjects; from: ClusterObjects; client: Client }

/** What objects declare, with what leads nowhere yet. */
export type WholeReading = Reading & { objects: ClusterObjects; idle: IdleReading }

/** Which part of a cluster a workspace is, and how it stands there. */
export type ClusterSettings = Pick<KubernetesWorkspace, 'name' | 'namespaces' | 'ingressClass' | 'dialect'>

/** A cluster that is followed, and what was read of it. */
export type ClusterView = {
  readonly settings: ClusterSettings
  status(): ClusterStatus
  /** Grows with every change that was seen. */
  head(): number
  /**
   * What the cluster declares now; the last that was seen while its API server is away.
   * @throws {AppError} UNAVAILABLE with the reason, if it cannot be read for the first time in `firstReadMs`
   */
  read(): Promise<ClusterReading>
  /** The same without waiting: null as long as it was not read for the first time, to which this call gives the start. */
  current(): ClusterReading | null
  /** What `read` gave last leads nowhere yet; from the first call on, the Secrets that it names are followed too. */
  idle(): IdleReading
  /** Reads objects as if the cluster held them. Whatever is as in the view, or as it was read here before, is the very same object. */
  branch(): (objects: ClusterObjects) => WholeReading
  /** Resolves to true when the objects that `read` speaks of meet `check`; to false, when `timeoutMs` have passed before. */
  seen(check: (objects: ClusterObjects) => boolean, timeoutMs: number): Promise<boolean>
  /** To be awaited before the connection is closed. */
  beforeClose(work: () => Promise<void>): void
  close(): Promise<void>
}

export type ViewOptions = {
  workspace: Pick<KubernetesWorkspace, 'name' | 'connection' | 'namespaces' | 'ingressClass' | 'dialect'>
  log: ClusterLog
  onChange: () => void
  /** How long the first read waits for the API server. */
  firstReadMs?: number
}

const RETRY_MS = 5_000
/** How long a reading waits for a Secret that is named anew, so that it does not take the certificate before it away. */
const HOLD_MS = 5_000

type Held = { generation: number; reading: Reading; from: ClusterObjects }

const NOTHING_IDLE: IdleReading = { services: [], upstreams: [], certificates: [], wanted: { secrets: new Set() } }

const union = (a: ReadonlySet<ObjectKey>, b: ReadonlySet<ObjectKey>): ReadonlySet<ObjectKey> => (b.size === 0 ? a : new Set([...a, ...b]))

/** Follows the cluster of a workspace from the first read on. A connection that cannot be made is tried again by a later read. */
export function openClusterView({ workspace, log, onChange, firstReadMs = 10_000 }: ViewOptions): ClusterView {
  const { name, connection, namespaces, ingressClass, dialect } = workspace
  const settings: ClusterSettings = { name, namespaces, ingressClass, dialect }
  const memo = readMemo()
  const hold = openChangeHold()
  const watching = new Set<() => void>()
  const closing: (() => Promise<void>)[] = []
  let cluster: Cluster | null = null
  let first: Promise<void> | null = null
  let failure: { reason: string; at: number } | null = null
  let held: Held | null = null
  let comingSince: number | null = null
  let holding: NodeJS.Timeout | undefined
  let idle: { reading: Reading; generation: number; found: IdleReading } | null = null
  let isClosed = false

  const changed = () => {
    onChange()
    for (const look of watching) look()
  }

  async function open(): Promise<Cluster> {
    if (cluster) return cluster
    const client = await connect(connection)
    cluster = openCluster({ client, namespaces, log, onChange: changed })
    if (isClosed) await close()
    return cluster
  }

  /** Of whoever asks meanwhile, all wait for the same. */
  function readFirst(): Promise<void> {
    first ??= (async () => {
      try {
        const from = await open()
        await from.ready(firstReadMs)
        want(from, readNow(from))
        // The Secrets that the first reading names are there before anything is served from it.
        await from.ready(firstReadMs)
        // What is incomplete by now holds up nothing.
        hold.remaining(from.objects(), performance.now())
        held = { generation: from.generation(), reading: readNow(from), from: from.objects() }
        failure = null
        onChange()
      } catch (error) {
        failure = { reason: (error as Error).message, at: performance.now() }
        throw error
      } finally {
        first = null
      }
    })()
    return first
  }

  const readNow = (from: Cluster): Reading => readCluster(from.objects(), { workspace: name, ingressClass, dialect, revision: from.generation(), memo })

  const want = (from: Cluster, { wanted }: Reading) =>
    from.want(idle ? { ...wanted, secrets: union(wanted.secrets, idle.found.wanted.secrets) } : wanted)

  /** Whether what was read last is better than what can be read now. */
  function mustWait(from: Cluster): boolean {
    const remaining = hold.remaining(from.objects(), performance.now())
    if (remaining > 0) {
      // Nothing may change any more until then, and whoever reads must be told all the same.
      holding ??= setTimeout(() => {
        holding = undefined
        changed()
      }, remaining).unref()
      return true
    }
    const state = from.wantedIs()
    if (state === 'known') comingSince = null
    else comingSince ??= performance.now()
    return state === 'away' || (comingSince !== null && performance.now() - comingSince < HOLD_MS)
  }

  function refresh(from: Cluster, before: Held): Held {
    const generation = from.generation()
    if (before.generation === generation) return before
    const reading = readNow(from)
    want(from, reading)
    if (mustWait(from)) return before
    held = { generation, reading, from: from.objects() }
    return held
  }

  function current(): ClusterReading | null {
    if (!cluster || !held) return null
    const { reading, from } = refresh(cluster, held)
    return { ...reading, from, objects: cluster.objects(), client: cluster.client }
  }

  async function close(): Promise<void> {
    clearTimeout(holding)
    await Promise.allSettled(closing.splice(0).map((work) => work()))
    await cluster?.close()
    await cluster?.client.close()
  }

  return {
    settings,
    status: () => ({ server: cluster?.client.server ?? null, error: cluster ? null : (failure?.reason ?? null), parts: cluster?.state().parts ?? null }),
    head: () => cluster?.generation() ?? 0,
    async read() {
      const known = current()
      if (known) return known
      const unavailable = (reason: string) => new AppError('UNAVAILABLE', `The cluster of workspace "${name}" cannot be read: ${reason}`, [], { workspace: name })
      if (!cluster && failure && performance.now() - failure.at < RETRY_MS) throw unavailable(failure.reason)
      await readFirst().catch((error: Error) => {
        throw unavailable(error.message)
      })
      return current()!
    },
    current() {
      const known = current()
      const isTooEarly = failure !== null && performance.now() - failure.at < RETRY_MS
      // Whoever waits for it is told by `onChange`.
      if (!known && !isTooEarly) readFirst().catch((err: unknown) => log.warn({ err, workspace: name }, 'the cluster cannot be read yet'))
      return known
    },
    idle() {
      const now = current()
      if (!now || !cluster || !held) return NOTHING_IDLE
      const { reading } = held
      const generation = cluster.generation()
      if (idle?.reading === reading && idle.generation === generation) return idle.found
      idle = { reading, generation, found: readIdle(now.objects, reading, memo) }
      want(cluster, reading)
      return idle.found
    },
    branch() {
      const own = forkMemo(memo)
      return (objects) => {
        const reading = readCluster(objects, { workspace: name, ingressClass, dialect, revision: cluster?.generation() ?? 0, memo: own })
        return { ...reading, objects, idle: readIdle(objects, reading, own) }
      }
    },
    seen: (check, timeoutMs) =>
      new Promise((resolve) => {
        const end = (answer: boolean) => {
          clearTimeout(timer)
          watching.delete(look)
          resolve(answer)
        }
        const look = () => {
          // What is followed already may be kept back, or not told of yet.
          if (current() && held && check(held.from)) end(true)
        }
        const timer = setTimeout(end, timeoutMs, false)
        watching.add(look)
        look()
      }),
    beforeClose: (work) => void closing.push(work),
    close() {
      isClosed = true
      return close()
    },
  }
}
