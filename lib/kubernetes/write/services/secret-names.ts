import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { ClusterObjects } from '../../objects.ts'
import { certificateName } from '../../read/names.ts'

// RFC 1123 label and subdomain.
const NAME = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.((?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)$/

/** The Secret that the name of a certificate stands for: `<namespace>.<secret>`, or a shortened name of one that is there. */
export function secretNamed(name: string | undefined, { secrets, ownSecrets }: Pick<ClusterObjects, 'secrets' | 'ownSecrets'>): KubernetesRef | null {
  if (name === undefined) return null
  const [, namespace, secret] = NAME.exec(name) ?? []
  if (namespace !== undefined) return { kind: 'Secret', namespace, name: secret! }
  if (!name.includes('~~')) return null
  const key = [...secrets.keys(), ...ownSecrets.keys()].find((one) => certificateName(one) === name)
  return key === undefined ? null : { kind: 'Secret', namespace: key.slice(0, key.indexOf('/')), name: key.slice(key.indexOf('/') + 1) }
}
