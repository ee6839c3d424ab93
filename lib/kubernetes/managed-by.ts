import type { Metadata } from './objects.ts'

/** Who keeps an object as it is, and under which name; null: nobody says so. */
export type ManagedBy = { tool: 'sluice' | 'helm' | 'argocd' | 'flux' | 'other'; name: string } | null

export const MANAGED_BY = 'app.kubernetes.io/managed-by'
/** The value of that label on objects that Sluice made or adopted. */
export const SLUICE = 'sluice'

const ARGO_ID = 'argocd.argoproj.io/tracking-id'
const ARGO_INSTANCE = 'argocd.argoproj.io/instance'
const FLUX = ['kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io'] as const
const HELM_RELEASE = 'meta.helm.sh/release-name'
const HELM_NAMESPACE = 'meta.helm.sh/release-namespace'

/** The annotations that say it; of labels there are few, and all are kept. */
export const KEEPER_ANNOTATIONS: readonly string[] = [ARGO_ID, HELM_RELEASE, HELM_NAMESPACE]

/**
 * Who would undo an edit of an object: GitOps first, since it may apply what Helm rendered (Argo CD resource tracking; Flux
 * `kustomize.toolkit.fluxcd.io/name`; Helm 3 release labels; recommended labels of Kubernetes).
 */
export function managedBy({ labels = {}, annotations = {} }: Pick<Metadata, 'labels' | 'annotations'>): ManagedBy {
  const argo = annotations[ARGO_ID]?.split(':')[0] ?? labels[ARGO_INSTANCE]
  if (argo !== undefined) return { tool: 'argocd', name: argo }
  for (const group of FLUX) {
    const name = labels[`${group}/name`]
    if (name !== undefined) return { tool: 'flux', name: [labels[`${group}/namespace`], name].filter(Boolean).join('/') }
  }
  const by = labels[MANAGED_BY]
  if (by === SLUICE) return { tool: 'sluice', name: SLUICE }
  if (by === 'Helm' || annotations[HELM_RELEASE] !== undefined) {
    return { tool: 'helm', name: [annotations[HELM_NAMESPACE], annotations[HELM_RELEASE]].filter(Boolean).join('/') }
  }
  return by === undefined ? null : { tool: 'other', name: by }
}
