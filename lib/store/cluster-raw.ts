import { AppError } from '#lib/errors.ts'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { concurrently } from '#lib/kubernetes/concurrently.ts'
import { getRaw } from '#lib/kubernetes/write/send/api.ts'
import { refKey, type RawObject } from '#lib/kubernetes/write/types.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'

const AT_ONCE = 32

function refusalOf(cause: unknown, ref: KubernetesRef): unknown {
  if (!(cause instanceof KubeError)) return cause
  const what = `${ref.kind} ${ref.namespace}/${ref.name}`
  const code = cause.status === 403 ? 'FORBIDDEN' : 'UNAVAILABLE'
  return new AppError(code, `${what} cannot be read: ${cause.message}`, [], { kubernetes: ref })
}

/**
 * Whole Kubernetes objects as they are now, by refKey(); null: there is none.
 * @throws {AppError} FORBIDDEN, UNAVAILABLE
 */
export async function readRaw(client: Client, refs: readonly KubernetesRef[]): Promise<Map<string, RawObject | null>> {
  const read = new Map<string, RawObject | null>()
  const distinct = new Map(refs.map((ref) => [refKey(ref), ref]))
  await concurrently(distinct, AT_ONCE, async ([key, ref]) => {
    const object = await getRaw(client, ref).catch((cause: unknown) => {
      throw refusalOf(cause, ref)
    })
    read.set(key, object)
  })
  return read
}
