import { MANAGED_BY, SLUICE } from '#lib/kubernetes/managed-by.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'

/** Where other tools keep what they need to take an object for theirs. */
const KEEPERS = [
  'helm.sh/',
  'meta.helm.sh/',
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'kubectl.kubernetes.io/last-applied-configuration',
]

const without = (texts: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([key]) => !KEEPERS.some((keeper) => key.startsWith(keeper))))

/** An object as Sluice's own: with its label, and without those of other tools. */
export function adopted(raw: RawObject): RawObject {
  const { labels, annotations, ...metadata } = raw.metadata
  const kept = without(annotations)
  return {
    ...raw,
    metadata: { ...metadata, labels: { ...without(labels), [MANAGED_BY]: SLUICE }, ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}) },
  }
}
