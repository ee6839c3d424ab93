import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { KubeError } from '../../client.ts'
import { causesIn, plainWords, type Cause } from './causes.ts'
import type { WriteRequest } from '../send/requests.ts'

/** Why the API server, an admission plugin or a webhook does not take an object. `message`: of the whole, in its words. */
export type Refusal = { ref: KubernetesRef; message: string; causes: Cause[] }

/** A right that the account lacks; `namespace` null: in the whole cluster. */
export type MissingRight = { verb: string; resource: string; namespace: string | null }

/** What became of one write that did not succeed. */
export type Failure =
  /** Somebody else was there first: to be read and planned again. */
  | { kind: 'stale'; ref: KubernetesRef; message: string }
  | ({ kind: 'refused' } & Refusal)
  | { kind: 'forbidden'; ref: KubernetesRef; message: string; right: MissingRight }
  /** No answer, or a server in trouble. `mayBeWritten`: the write may have been done all the same. */
  | { kind: 'away'; ref: KubernetesRef; message: string; mayBeWritten: boolean }

// The authorizer's words; admission plugins say 403 too, in words of their own.
const DENIED = /cannot (\S+) resource "([^"]+)"(?: in API group "[^"]*")?(?: in the namespace "([^"]+)")?/

const rightIn = (message: string): MissingRight | null => {
  const [, verb, resource, namespace = null] = DENIED.exec(message) ?? []
  return verb === undefined || resource === undefined ? null : { verb, resource, namespace }
}

// Answers of the API server to a write that is at fault itself, with a status of servers in trouble.
const AT_FAULT = /^failed to (create typed|convert) |failed calling webhook|denied the request/

/**
 * What an error of the API server means.
 *
 * @throws what is no answer of the API server
 */
export function failureOf(error: unknown, ref: KubernetesRef, request: WriteRequest): Failure {
  if (!(error instanceof KubeError)) throw error
  const { status, reason, details } = error
  const message = plainWords(error.message)
  const causes = causesIn(details, message)
  const stale: Failure = { kind: 'stale', ref, message }
  const refused: Failure = { kind: 'refused', ref, message, causes }
  if (status === 409) return stale
  // A namespace that is not there is named in its place.
  if (status === 404) return details['kind'] === 'namespaces' ? { ...refused, causes: [{ field: 'metadata.namespace', message }] } : stale
  // All that is said of a patch of which a test fails, or a place is not there.
  if (status === 422 && request.type === 'patch' && causes.length === 0 && details['kind'] === undefined) {
    return { ...stale, message: 'A field that would change is not as it was read' }
  }
  if (status === 403) {
    const right = rightIn(message)
    return right ? { kind: 'forbidden', ref, message, right } : refused
  }
  if (status === 401 || status === 429) return { kind: 'away', ref, message, mayBeWritten: false }
  if (status === 0 || (status >= 500 && !AT_FAULT.test(message))) return { kind: 'away', ref, message, mayBeWritten: reason !== 'TooManyRequests' }
  return refused
}
