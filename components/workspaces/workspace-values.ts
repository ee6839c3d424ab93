import { z } from 'zod'
import { Workspace, type ClusterDialect } from '#lib/model/workspace.ts'
import type { ApiObject } from '#components/api/types.ts'
import { dotted, type ToField } from '#components/form/object-resolver.ts'

/** What the workspace's form holds: the fields of both kinds, of which one kind's are shown. */
export type WorkspaceValues = {
  name: string
  kind: 'database' | 'kubernetes'
  dialect: 'gateway' | 'kong'
  clusterDialect: ClusterDialect
  served: boolean
  description: string
  connection: 'inCluster' | 'kubeconfig' | 'file'
  /** Empty on edit: the stored one is kept. It never comes from the API. */
  kubeconfig: string
  path: string
  context: string
  allowExec: boolean
  namespaces: string[]
  ingressClass: string
  publish: 'nothing' | 'service' | 'nodes' | 'addresses'
  publishService: string
  publishAddresses: string[]
}

const NEW: WorkspaceValues = {
  name: '',
  kind: 'database',
  dialect: 'gateway',
  clusterDialect: 'sluice',
  served: true,
  description: '',
  connection: 'inCluster',
  kubeconfig: '',
  path: '',
  context: '',
  allowExec: false,
  namespaces: [],
  ingressClass: 'sluice',
  publish: 'nothing',
  publishService: '',
  publishAddresses: [],
}

type Stored = ApiObject<'workspaces'>
type Cluster = Extract<Stored, { kind: 'kubernetes' }>

const connectionOf = ({ connection }: Cluster): Partial<WorkspaceValues> =>
  connection.type === 'inCluster'
    ? { connection: 'inCluster' }
    : {
        connection: connection.type,
        context: connection.context ?? '',
        allowExec: connection.allowExec,
        path: connection.type === 'file' ? (connection.path ?? '') : '',
      }

const publishOf = ({ publish }: Cluster): Partial<WorkspaceValues> => ({
  publish: publish.type,
  ...(publish.type === 'service' ? { publishService: publish.service } : {}),
  ...(publish.type === 'addresses' ? { publishAddresses: [...publish.addresses] } : {}),
})

export function toFormValues(workspace: Stored | undefined): WorkspaceValues {
  if (workspace === undefined) return { ...NEW }
  const { name, served, description } = workspace
  const common = { ...NEW, name, served, description }
  if (workspace.kind === 'database') return { ...common, dialect: workspace.dialect }
  const { namespaces, ingressClass } = workspace
  return { ...common, kind: 'kubernetes', clusterDialect: workspace.dialect, namespaces: [...namespaces], ingressClass, ...connectionOf(workspace), ...publishOf(workspace) }
}

const filled = (rows: readonly string[]) => rows.map((row) => row.trim()).filter((row) => row !== '')

/** How the cluster is reached, as it is sent. Empty fields are left out. */
export function connectionFrom({ connection, kubeconfig, path, context, allowExec }: WorkspaceValues): Record<string, unknown> {
  if (connection === 'inCluster') return { type: connection }
  const given = Object.entries({ ...(connection === 'kubeconfig' ? { kubeconfig } : { path: path.trim() }), context: context.trim() })
  return { type: connection, ...Object.fromEntries(given.filter(([, value]) => value !== '')), allowExec }
}

function publishFrom({ publish, publishService, publishAddresses }: WorkspaceValues): Record<string, unknown> {
  if (publish === 'service') return { type: publish, service: publishService.trim() }
  return publish === 'addresses' ? { type: publish, addresses: filled(publishAddresses) } : { type: publish }
}

export function fromFormValues(values: WorkspaceValues): Record<string, unknown> {
  const { name, kind, dialect, clusterDialect, served, description, namespaces, ingressClass } = values
  const common = { name, kind, served, description }
  if (kind === 'database') return { ...common, dialect }
  return { ...common, dialect: clusterDialect, connection: connectionFrom(values), namespaces, ingressClass: ingressClass.trim(), publish: publishFrom(values) }
}

const FIELDS: Record<string, keyof WorkspaceValues> = {
  'connection.type': 'connection',
  'connection.kubeconfig': 'kubeconfig',
  'connection.path': 'path',
  'connection.context': 'context',
  'connection.allowExec': 'allowExec',
  'publish.type': 'publish',
  'publish.service': 'publishService',
  'publish.addresses': 'publishAddresses',
}

export const toField: ToField<WorkspaceValues> = (path, { kind, publishAddresses }) => {
  if (path[0] === 'dialect') return kind === 'kubernetes' ? 'clusterDialect' : 'dialect'
  if (path[0] === 'namespaces') return 'namespaces'
  const [head, field, index] = path
  if (head === 'publish' && field === 'addresses' && typeof index === 'number') {
    const shown = publishAddresses.flatMap((row, at) => (row.trim() === '' ? [] : [at]))
    return dotted(['publishAddresses', shown[index] ?? index])
  }
  return FIELDS[dotted(path.slice(0, 2))] ?? dotted(path)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The API keeps a stored kubeconfig where none comes. */
export const WithStoredKubeconfig = z.preprocess((input) => {
  if (!isRecord(input) || !isRecord(input.connection) || input.connection.type !== 'kubeconfig') return input
  return { ...input, connection: { kubeconfig: 'stored', ...input.connection } }
}, Workspace)
