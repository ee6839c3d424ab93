import { z } from 'zod'
import { Host, Name } from './common.ts'
import { rule } from './rule.ts'

/** Whose rules of precedence, path normalisation and defaults hold. */
export const Dialect = z.enum(['gateway', 'kong', 'ingress', 'nginx', 'pipy'])
export type Dialect = z.infer<typeof Dialect>

// RFC 1123 label, which a namespace is; RFC 1123 subdomain, which most names are.
const Label = z.string().max(63).regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, rule('kubernetesName'))
const Subdomain = z.string().max(253).regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, rule('kubernetesName'))
const NamespacedName = z.string().max(317).regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, rule('namespacedName'))

/** Programs named in a kubeconfig run with the rights of this process: only where an admin has allowed it. */
const AllowExec = z.boolean().default(false)
const Context = z.string().min(1).max(253).optional()

/**
 * How a cluster is reached: by the service account of this pod, by a kubeconfig kept here, or by a file on this machine;
 * without a path, the one that `KUBECONFIG` names.
 */
export const Connection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('inCluster') }),
  z.strictObject({ type: z.literal('kubeconfig'), kubeconfig: z.string().min(1).max(262_144), context: Context, allowExec: AllowExec }),
  z.strictObject({ type: z.literal('file'), path: z.string().min(1).max(4096).optional(), context: Context, allowExec: AllowExec }),
])
export type Connection = z.infer<typeof Connection>

/** Which addresses stand in the status of the Ingresses that are served. */
export const Publish = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('nothing') }),
  z.strictObject({ type: z.literal('service'), service: NamespacedName }),
  z.strictObject({ type: z.literal('nodes') }),
  z.strictObject({ type: z.literal('addresses'), addresses: z.array(Host).min(1, rule('valuesEmpty')).max(64) }),
])
export type Publish = z.infer<typeof Publish>

const common = {
  name: Name,
  /** Whether its routes are compiled and published to the proxies. */
  served: z.boolean().default(true),
  description: z.string().max(500).default(''),
}

/** Its objects are rows. */
export const DatabaseWorkspace = z.strictObject({
  ...common,
  kind: z.literal('database').default('database'),
  dialect: z.enum(['gateway', 'kong']).default('gateway'),
})
export type DatabaseWorkspace = z.infer<typeof DatabaseWorkspace>

/** How routes, filters and canaries stand in a cluster: Ingress v1 with annotations of ours, or with those of ingress-nginx. */
export const ClusterDialect = z.enum(['sluice', 'nginx'])
export type ClusterDialect = z.infer<typeof ClusterDialect>

/** Its objects are those of a cluster. */
export const KubernetesWorkspace = z.strictObject({
  ...common,
  kind: z.literal('kubernetes'),
  dialect: ClusterDialect.default('sluice'),
  connection: Connection.default({ type: 'inCluster' }),
  /** Empty = all of the cluster. */
  namespaces: z.array(Label).max(1000).default([]),
  ingressClass: Subdomain.default('sluice'),
  publish: Publish.default({ type: 'nothing' }),
})
export type KubernetesWorkspace = z.infer<typeof KubernetesWorkspace>

const withKind = (input: unknown): unknown => (typeof input === 'object' && input !== null && !('kind' in input) ? { kind: 'database', ...input } : input)

/** Where a set of objects lives. */
export const Workspace = z.preprocess(withKind, z.discriminatedUnion('kind', [DatabaseWorkspace, KubernetesWorkspace]))
export type Workspace = z.infer<typeof Workspace>

/** The rules by which the routes of a cluster are ordered, by how they stand there. */
export const CLUSTER_RULES: Record<ClusterDialect, Dialect> = { sluice: 'ingress', nginx: 'nginx' }

/** The rules by which the routes of a workspace are ordered. */
export const routingDialect = (workspace: Workspace): Dialect => (workspace.kind === 'kubernetes' ? CLUSTER_RULES[workspace.dialect] : workspace.dialect)
