export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'

/** What Sluice does with a kind of object. */
export type Need = {
  /** The API group; empty for the core. */
  group: string
  resource: string
  verbs: readonly Verb[]
  /** `workspace`: in the namespaces that are read; `cluster`: of no namespace; `own`: in the namespace of Sluice. */
  scope: 'workspace' | 'cluster' | 'own'
}

const READ = ['list', 'watch'] as const
// What is written is read whole right before.
const WRITE = ['get', 'create', 'update', 'patch', 'delete'] as const

/** Reading, status and events of this version, and the writing of objects from the dashboard. */
export const NEEDS: readonly Need[] = [
  { group: 'networking.k8s.io', resource: 'ingresses', verbs: [...READ, ...WRITE], scope: 'workspace' },
  { group: '', resource: 'services', verbs: [...READ, ...WRITE], scope: 'workspace' },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: [...READ, ...WRITE], scope: 'workspace' },
  { group: '', resource: 'secrets', verbs: [...READ, ...WRITE], scope: 'workspace' },
  { group: '', resource: 'configmaps', verbs: READ, scope: 'workspace' },
  { group: 'networking.k8s.io', resource: 'ingressclasses', verbs: READ, scope: 'cluster' },
  { group: '', resource: 'nodes', verbs: ['list'], scope: 'cluster' },
  { group: 'networking.k8s.io', resource: 'ingresses/status', verbs: ['patch'], scope: 'workspace' },
  { group: '', resource: 'events', verbs: ['create', 'patch'], scope: 'workspace' },
  { group: 'coordination.k8s.io', resource: 'leases', verbs: ['get', 'create', 'update'], scope: 'own' },
]
