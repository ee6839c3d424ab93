import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { Client } from '../../client.ts'
import { concurrently } from '../../concurrently.ts'
import type { Failure, Refusal } from '../refusals/failure.ts'
import type { Prepared } from './requests.ts'
import { send, type Sent, type SendOptions } from './send.ts'
import { settle } from './find-out.ts'
import { refKey, type RawObject } from '../types.ts'
import { undo, type Undone, type Written } from './undo.ts'

type Denial = Extract<Failure, { kind: 'forbidden' }>

/** `warnings` are those of the API server, such as of deprecated fields. */
export type ExecuteResult =
  /** By refKey(): as the API server answered, after a dry run as it would; null: it is gone. */
  | { kind: 'done'; objects: ReadonlyMap<string, RawObject | null>; warnings: string[] }
  | ({ kind: 'stale'; ref: KubernetesRef; message: string } & Undone)
  | ({ kind: 'refused'; refusals: Refusal[] } & Undone)
  | ({ kind: 'forbidden'; denials: Denial[] } & Undone)
  /** `uncertain`: what may have been written all the same. */
  | ({ kind: 'away'; message: string; uncertain: KubernetesRef[] } & Undone)

/** At most so many writes of a step at a time. */
const WIDTH = 16

type Outcome = Sent & { isAway?: boolean }

/** With an answer that did not come found out by reading. */
async function sendSurely(client: Client, prepared: Prepared, options: SendOptions): Promise<Outcome> {
  const sent = await send(client, prepared, options)
  if (sent.kind === 'sent' || sent.failure.kind !== 'away' || options.dryRun) return sent
  if (!sent.failure.mayBeWritten) return { ...sent, isAway: sent.changed !== null }
  const { isReadable, ...settled } = await settle(client, prepared)
  if (settled.kind === 'written') return { kind: 'sent', object: settled.object }
  const failure = { ...sent.failure, mayBeWritten: settled.kind === 'unknown' }
  return { ...sent, failure, isAway: !isReadable }
}

const NOTHING: Undone = { undone: [], left: [] }

function resultOf(failures: readonly Failure[], undone: Undone): ExecuteResult {
  const of = <K extends Failure['kind']>(kind: K) => failures.filter((failure): failure is Extract<Failure, { kind: K }> => failure.kind === kind)
  const [away] = of('away')
  if (away) {
    const uncertain = of('away').filter(({ mayBeWritten }) => mayBeWritten).map(({ ref }) => ref)
    return { kind: 'away', message: away.message, uncertain, ...undone }
  }
  const [stale] = of('stale')
  if (stale) return { ...stale, ...undone }
  const denials = of('forbidden')
  if (denials.length > 0) return { kind: 'forbidden', denials, ...undone }
  return { kind: 'refused', refusals: of('refused').map(({ ref, message, causes }) => ({ ref, message, causes })), ...undone }
}

/**
 * Sends what was prepared, step by step. After a failure nothing more is sent, and what was written is taken back where nobody
 * else has changed it since. A dry run tries every object, writes none and collects all refusals.
 *
 * @throws only what is no answer of the API server: a mistake of ours
 */
export async function executeWrites(client: Client, prepared: readonly Prepared[], { dryRun }: { dryRun: boolean }): Promise<ExecuteResult> {
  const warnings = new Set<string>()
  const options: SendOptions = { dryRun, onWarning: (text) => void warnings.add(text) }
  const written: Written[] = []
  const failures: Failure[] = []
  let isAway = false
  const steps = dryRun ? [prepared] : Map.groupBy(prepared, ({ step }) => step).values()
  for (const step of steps) {
    await concurrently(step, WIDTH, async (one) => {
      if (failures.length > 0 && !dryRun) return
      const sent = await sendSurely(client, one, options)
      if (sent.kind === 'sent') written.push({ prepared: one, object: sent.object })
      else {
        failures.push(sent.failure)
        if (sent.changed) written.push({ prepared: one, object: sent.changed })
        isAway ||= sent.isAway === true
      }
    })
    if (failures.length > 0) break
  }
  if (failures.length === 0) {
    const objects = new Map(written.map(({ prepared: { ref }, object }) => [refKey(ref), object]))
    return { kind: 'done', objects, warnings: [...warnings] }
  }
  if (dryRun) return resultOf(failures, NOTHING)
  const message = failures.find(({ kind }) => kind === 'away')?.message ?? ''
  if (isAway) return resultOf(failures, { undone: [], left: written.map(({ prepared: { ref } }) => ({ ref, message })) })
  return resultOf(failures, await undo(client, written))
}
