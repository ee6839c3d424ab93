import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { KubeError, type Client } from '../../client.ts'
import { pathOf } from '../../part.ts'
import type { RawObject } from '../types.ts'

/** The kinds that Sluice writes: where the API server has them. */
const KINDS: Record<string, { api: string; resource: string }> = {
  Ingress: { api: '/apis/networking.k8s.io/v1', resource: 'ingresses' },
  Service: { api: '/api/v1', resource: 'services' },
  EndpointSlice: { api: '/apis/discovery.k8s.io/v1', resource: 'endpointslices' },
  Secret: { api: '/api/v1', resource: 'secrets' },
}

/** The path of one object. */
export function objectPath({ kind, namespace, name }: KubernetesRef): string {
  const known = KINDS[kind]
  if (!known) throw new Error(`Objects of kind ${kind} are not written`)
  return `${pathOf(known.api, known.resource, namespace)}/${name}`
}

/**
 * An object with all its fields as it is now; null: it is not there.
 *
 * @throws {KubeError} for every other answer, and where there is none
 */
export async function getRaw(client: Client, ref: KubernetesRef, timeoutMs = 10_000): Promise<RawObject | null> {
  try {
    return await client.request<RawObject>('GET', objectPath(ref), { timeoutMs })
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return null
    throw error
  }
}
