import type { Publish } from '#lib/model/workspace.ts'
import { addressText, type Address } from './addresses.ts'
import { readAddresses } from './addresses-read.ts'
import type { Client } from './client.ts'
import { concurrently } from './concurrently.ts'
import { createHoldOff } from './hold-off.ts'
import type { Log } from './log.ts'
import { objectKeyOf, type ObjectKey, type V1Ingress } from './objects.ts'
import { createPace } from './pace.ts'
import { showsAddresses } from './status.ts'
import { clearStatus, writeStatus, type Outcome } from './status-write.ts'
import { createWaker } from './waker.ts'

export type StatusTiming = {
  /** Between two looks at the published service, in ms. */
  serviceMs: number
  /** The same of the nodes, whose list is long. */
  nodesMs: number
}

/** Keeps the addresses in the status of the Ingresses that are served. */
export type StatusKeeper = {
  /** What is served now; cheap, and to be called after each reading of the cluster, whoever leads. */
  update(view: { ours: readonly V1Ingress[]; publish: Publish }): void
  /** Writes until `signal` is aborted. */
  lead(signal: AbortSignal): Promise<void>
  /** Takes the addresses of all that is served away, as far as they are ours; for a cluster that is left for good. */
  clearAll(signal: AbortSignal): Promise<void>
  /** Why addresses are not shown everywhere, for people. */
  problem(): string | null
}

type View = { list: readonly V1Ingress[]; ours: Map<ObjectKey, V1Ingress>; publish: Publish }
type Settled = { addresses: readonly Address[]; ingress: V1Ingress }

const WRITES_AT_A_TIME = 8
const WRITES_PER_SECOND = 250
const FORBIDDEN_FOR_MS = 60_000
/** Longer than a change of leaders takes: what left in between is the new leader's to clear. */
const LEFT_FOR_MS = 60_000

const samePublish = (one: Publish, other: Publish | null): boolean => JSON.stringify(one) === JSON.stringify(other)
const sameAddresses = (one: readonly Address[], other: readonly Address[]): boolean =>
  one.length === other.length && one.every((address, index) => addressText(address) === addressText(other[index]!))

/** @param options.now milliseconds of a clock that never goes back */
export function keepStatuses(options: { client: Client; log: Log; timing?: Partial<StatusTiming>; now?: () => number }): StatusKeeper {
  const { client, log, timing, now = () => performance.now() } = options
  const waker = createWaker()
  const pace = createPace({ perSecond: WRITES_PER_SECOND, burst: WRITES_AT_A_TIME, now })
  const holdOff = createHoldOff(now)
  /** By the version as it was read, so that our own write need not have come back before it counts. */
  let settled = new WeakMap<V1Ingress, Settled>()
  const left = new Map<ObjectKey, { seen: V1Ingress; at: number }>()
  const forbidden = new Map<string, { until: number; message: string }>()
  let view: View | null = null
  let published: { addresses: readonly Address[] | null; problem: string | null; from: Publish; at: number } | null = null
  let refused: string | null = null

  const lastSeen = (ingress: V1Ingress): V1Ingress => settled.get(ingress)?.ingress ?? ingress

  function depart(next: View): void {
    for (const [key, ingress] of view?.ours ?? []) {
      if (next.ours.get(key)?.metadata.uid === ingress.metadata.uid) continue
      left.set(key, { seen: lastSeen(ingress), at: now() })
      holdOff.forget(key)
    }
    for (const [key, { at }] of left) if (next.ours.has(key) || now() - at > LEFT_FOR_MS) left.delete(key)
  }

  async function look(publish: Publish, signal: AbortSignal): Promise<readonly Address[] | null> {
    const everyMs = publish.type === 'nodes' ? (timing?.nodesMs ?? 60_000) : (timing?.serviceMs ?? 10_000)
    const isSame = published !== null && samePublish(publish, published.from)
    if (isSame && now() - published!.at < everyMs) return published!.addresses
    const { addresses, problem } = await readAddresses(client, publish, signal)
    if (problem !== null && problem !== published?.problem) log.error({ problem }, 'addresses cannot be published')
    const before = published?.addresses ?? null
    const isEqual = addresses !== null && before !== null && sameAddresses(addresses, before)
    if (!isEqual) holdOff.clear()
    published = { addresses: isEqual ? before : addresses, problem, from: publish, at: now() }
    return published.addresses
  }

  /** Takes note of a refusal for the namespace; said once, until it is over. */
  function forbid({ metadata: { namespace } }: V1Ingress, message: string): void {
    if (!forbidden.has(namespace)) log.error({ namespace, message }, 'the status of Ingresses may not be written')
    forbidden.set(namespace, { until: now() + FORBIDDEN_FOR_MS, message })
  }

  const isDue = (ingress: V1Ingress, addresses: readonly Address[]): boolean => {
    if (settled.get(ingress)?.addresses === addresses) return false
    if (showsAddresses(ingress, addresses)) {
      settled.set(ingress, { addresses, ingress })
      return false
    }
    return (forbidden.get(ingress.metadata.namespace)?.until ?? 0) <= now() && holdOff.mayTry(objectKeyOf(ingress.metadata))
  }

  function note(ingress: V1Ingress, addresses: readonly Address[], outcome: Exclude<Outcome, { kind: 'away' }>): void {
    const key = objectKeyOf(ingress.metadata)
    if (outcome.kind === 'forbidden') return forbid(ingress, outcome.message)
    if (outcome.kind !== 'equal') holdOff.tried(key)
    if (outcome.kind === 'refused') {
      if (refused !== outcome.message) log.error({ ingress: key, message: outcome.message }, 'a status was refused')
      refused = outcome.message
      return
    }
    // A version that is gone or was given away needs no further try either: what comes next is another object.
    settled.set(ingress, { addresses, ingress: 'ingress' in outcome ? outcome.ingress : ingress })
    forbidden.delete(ingress.metadata.namespace)
    refused = null
  }

  async function show(addresses: readonly Address[], signal: AbortSignal): Promise<void> {
    const due = view!.list.filter((ingress) => isDue(ingress, addresses)).map(({ metadata }) => objectKeyOf(metadata))
    let written = 0
    let away: string | null = null
    await concurrently(due, WRITES_AT_A_TIME, async (key) => {
      if (away !== null || !(await pace(signal))) return
      // It may have left, or have changed, while others were written.
      const ingress = view!.ours.get(key)
      if (!ingress || !isDue(ingress, addresses)) return
      const outcome = await writeStatus(client, ingress, addresses, signal)
      if (outcome.kind === 'away') away ??= outcome.message
      else note(ingress, addresses, outcome)
      if (outcome.kind === 'written') written += 1
    })
    if (written > 0) log.info({ written, of: view!.list.length }, 'addresses written')
    if (away !== null && !signal.aborted) log.error({ message: away }, 'addresses could not be written; trying again')
  }

  async function clear(signal: AbortSignal): Promise<void> {
    await concurrently([...left], WRITES_AT_A_TIME, async ([key, { seen }]) => {
      if (!(await pace(signal)) || !left.has(key)) return
      const outcome = await clearStatus(client, seen, signal)
      if (outcome.kind !== 'away') left.delete(key)
    })
  }

  return {
    update({ ours, publish }) {
      if (view?.list === ours && samePublish(publish, view.publish)) return
      const next = { list: ours, ours: new Map(ours.map((ingress) => [objectKeyOf(ingress.metadata), ingress])), publish }
      depart(next)
      view = next
      waker.wake()
    },
    async lead(signal) {
      // Others led meanwhile: what was settled then may have been changed since.
      settled = new WeakMap()
      while (!signal.aborted) {
        try {
          const addresses = view && (await look(view.publish, signal))
          if (addresses) await show(addresses, signal)
          if (view && view.publish.type !== 'nothing') await clear(signal)
        } catch (error) {
          if (!signal.aborted) log.error({ err: error }, 'addresses could not be looked up; trying again')
        }
        await waker.sleep(timing?.serviceMs ?? 10_000, signal)
      }
    },
    async clearAll(signal) {
      if (!view || view.publish.type === 'nothing') return
      const none: View = { ...view, list: [], ours: new Map() }
      depart(none)
      view = none
      await clear(signal)
    },
    problem() {
      const denied = [...forbidden.values()].find(({ until }) => until > now())
      return published?.problem ?? denied?.message ?? refused
    },
  }
}
