import type { Address } from './addresses.ts'
import { KubeError, type Client } from './client.ts'
import type { V1Ingress } from './objects.ts'
import { FIELD_MANAGER, ingressPath, sameClass, showsAddresses, statusPatch, wroteAddresses, type ManagedFields } from './status.ts'

/** What came of one Ingress. `away`: no answer, or a server that is in trouble; others will fare no better. */
export type Outcome =
  | { kind: 'written' | 'equal'; ingress: V1Ingress }
  | { kind: 'gone' | 'left' }
  | { kind: 'forbidden' | 'refused' | 'away'; message: string }

type WithManagers = V1Ingress & { metadata: { managedFields?: ManagedFields } }

const MERGE_PATCH = 'application/merge-patch+json'
const MAX_TRIES = 5
const TIMEOUT_MS = 10_000

const read = (client: Client, ingress: V1Ingress, signal: AbortSignal) =>
  client.request<WithManagers>('GET', ingressPath(ingress), { signal, timeoutMs: TIMEOUT_MS })

/** Runs to its end, without the signal: of a write that is given up nobody knows whether it was done. */
function send(client: Client, ingress: V1Ingress, addresses: readonly Address[]): Promise<V1Ingress> {
  const { path, body } = statusPatch(ingress, addresses)
  const query = { fieldManager: FIELD_MANAGER }
  return client.request<V1Ingress>('PATCH', path, { query, body, contentType: MERGE_PATCH, timeoutMs: TIMEOUT_MS })
}

/** The status of the newer one, without what else the API server sent of it. */
const withStatusOf = (ingress: V1Ingress, newer: V1Ingress): V1Ingress => ({ ...ingress, status: newer.status ?? {} })

function failure(error: unknown): Outcome {
  if (!(error instanceof KubeError)) throw error
  const { status, message } = error
  if (status === 404) return { kind: 'gone' }
  if (status === 403) return { kind: 'forbidden', message }
  return { kind: status === 0 || status === 401 || status === 429 || status >= 500 ? 'away' : 'refused', message }
}

const isConflict = (error: unknown): boolean => error instanceof KubeError && error.status === 409

/**
 * Shows `addresses` on an Ingress that was ours in the version given. Where a newer one exists, that is read, and written to
 * only while it asks for the same class; otherwise whoever reads the cluster decides anew.
 */
export async function writeStatus(
  client: Client,
  ingress: V1Ingress,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<Outcome> {
  let current = ingress
  for (let tries = 1; ; tries += 1) {
    if (showsAddresses(current, addresses)) return { kind: 'equal', ingress: withStatusOf(ingress, current) }
    try {
      return { kind: 'written', ingress: withStatusOf(ingress, await send(client, current, addresses)) }
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) return failure(error)
    }
    try {
      current = await read(client, ingress, signal)
    } catch (error) {
      return failure(error)
    }
    if (!sameClass(ingress, current)) return { kind: 'left' }
  }
}

const addressesIn = ({ status }: V1Ingress): Address[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => (ip ? { ip } : hostname ? { hostname } : []))

/**
 * Takes the addresses off an Ingress that is ours no longer, if they are still those that it was last seen with, and the
 * record of its fields says that Sluice wrote them. Otherwise they belong to whoever serves it now.
 *
 * @param seen the Ingress in the last version that was ours
 */
export async function clearStatus(client: Client, seen: V1Ingress, signal: AbortSignal): Promise<Outcome> {
  const addresses = addressesIn(seen)
  if (addresses.length === 0) return { kind: 'left' }
  for (let tries = 1; ; tries += 1) {
    try {
      const current = await read(client, seen, signal)
      const isOurs = current.metadata.uid === seen.metadata.uid && wroteAddresses(current.metadata.managedFields)
      if (!isOurs || !showsAddresses(current, addresses)) return { kind: 'left' }
      return { kind: 'written', ingress: withStatusOf(seen, await send(client, current, [])) }
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) return failure(error)
    }
  }
}
