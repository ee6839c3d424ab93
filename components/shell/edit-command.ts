import type { KubernetesRef } from '#lib/model/routing-config.ts'

/** Objects of the cluster have no namespace. */
export const originName = ({ namespace, name }: Pick<KubernetesRef, 'namespace' | 'name'>): string => (namespace === '' ? name : `${namespace}/${name}`)

/** Opens the object in an editor. */
export const editCommand = ({ kind, namespace, name }: KubernetesRef): string =>
  ['kubectl edit', kind.toLowerCase(), ...(namespace === '' ? [] : ['-n', namespace]), name].join(' ')
