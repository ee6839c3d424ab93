import type { CredentialType } from '#lib/model/credential.ts'
import { consumersOf, usersOf } from '../../read/users.ts'
import type { Scene } from '../scene.ts'

const HOW = 'name all users of one Secret of the namespace, which basic-auth or key-auth of some Ingress names already'

function consumersIn(scene: Scene, key: string, type: CredentialType): string {
  const state = scene.objects().secrets.get(key)
  const read = typeof state === 'object' ? usersOf(state, type) : null
  return consumersOf(key, read && 'value' in read ? read.value.users : []).toSorted().join(' ')
}

/**
 * The Secret whose users are exactly these consumers, since an annotation names a Secret and lets in all of its users.
 * @param known the Secret that is named already
 */
export function usersSecret(
  scene: Scene,
  namespace: string,
  type: CredentialType,
  consumers: readonly string[] | undefined,
  known: string | undefined,
): { secret: string } | { reason: string } {
  if (!consumers) return { reason: `Every consumer may not pass in a cluster, only the users of a Secret: ${HOW}` }
  const declared = scene.world.reading.config.consumers
  const origins = consumers.flatMap((name) => declared.find(({ object }) => object.name === name)?.source.origin ?? [])
  const near = origins.filter((origin) => origin.namespace === namespace).map(({ name }) => name)
  const names = [...new Set([...(known === undefined ? [] : [known]), ...near])]
  const all = consumers.toSorted().join(' ')
  const secret = names.find((name) => consumersIn(scene, `${namespace}/${name}`, type) === all)
  return secret === undefined ? { reason: `Consumers of a cluster are the users of its Secrets, and no Secret has exactly these: ${HOW}` } : { secret }
}
