/** A Lease of `coordination.k8s.io/v1`, whole: what is not ours to know goes back as it came. */
export type V1Lease = {
  apiVersion: 'coordination.k8s.io/v1'
  kind: 'Lease'
  metadata: { name: string; namespace: string; resourceVersion?: string }
  spec?: LeaseSpec
}

export type LeaseSpec = {
  holderIdentity?: string
  leaseDurationSeconds?: number
  acquireTime?: string
  renewTime?: string
  leaseTransitions?: number
}

/** The Lease as it was last seen, and when it was first seen like that, by the clock of this process. */
export type Observed = { lease: V1Lease; at: number }

const recordOf = ({ spec = {} }: V1Lease): string =>
  JSON.stringify([spec.holderIdentity, spec.leaseDurationSeconds, spec.acquireTime, spec.renewTime, spec.leaseTransitions])

/**
 * A lease that says what it said before was not renewed, however often it is read. The times in it are not compared with
 * anything: clocks of machines differ.
 *
 * @param now milliseconds of a clock that never goes back, taken after the lease was read
 */
export const observe = (before: Observed | null, lease: V1Lease, now: number): Observed => ({
  lease,
  at: before && recordOf(before.lease) === recordOf(lease) ? before.at : now,
})

/** Whether the lease is free for `identity`: nobody's, its own, or not renewed for as long as its holder promised to. */
export function isFree({ lease: { spec = {} }, at }: Observed, identity: string, now: number): boolean {
  const holder = spec.holderIdentity ?? ''
  return holder === '' || holder === identity || now - at > (spec.leaseDurationSeconds ?? 0) * 1000
}

/** As Go's MicroTime is parsed: six digits, no fewer. */
export const microTime = (date: Date): string => date.toISOString().replace('Z', '000Z')

/** The lease held by `identity` from now on, or still. */
export function heldBy(lease: V1Lease, identity: string, leaseDurationMs: number, date: Date): V1Lease {
  const { spec = {} } = lease
  const isRenewal = spec.holderIdentity === identity
  const time = microTime(date)
  return {
    ...lease,
    spec: {
      ...spec,
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
      acquireTime: (isRenewal && spec.acquireTime) || time,
      renewTime: time,
      leaseTransitions: (spec.leaseTransitions ?? 0) + (isRenewal || lease.metadata.resourceVersion === undefined ? 0 : 1),
    },
  }
}

/** The lease given back: the next one need not wait until it runs out. */
export const released = (lease: V1Lease, date: Date): V1Lease => ({
  ...lease,
  spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: microTime(date), renewTime: microTime(date) },
})
