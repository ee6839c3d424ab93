import type { Canary } from '#lib/model/canary.ts'

export type EndReason = 'ended' | 'readOnly' | 'unknown'

/** Why a canary cannot be promoted, aborted or changed now; undefined when it can. */
export function whyFixed(canary: Pick<Canary, 'state'> | undefined, mayEdit: boolean): EndReason | undefined {
  if (canary === undefined) return 'unknown'
  if (canary.state !== 'active') return 'ended'
  return mayEdit ? undefined : 'readOnly'
}

/** Whether a weight typed in place may be saved: a step of 0.01 from 0 to 100. */
export const isWeight = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 100 && Math.abs(value * 100 - Math.round(value * 100)) < 1e-6
