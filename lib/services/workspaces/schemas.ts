import { z } from 'zod'
import { Connection, DatabaseWorkspace, KubernetesWorkspace } from '#lib/model/workspace.ts'
import { TestImpactOut } from '../route-tests/schemas.ts'

const [InCluster, Pasted, FromFile] = Connection.options

/** A connection as a client may send it: a kubeconfig that is left out stays as it is stored. */
export const ConnectionInput = z.discriminatedUnion('type', [InCluster, Pasted.partial({ kubeconfig: true }), FromFile])

/** For the API document; `save.ts` fills in what may be left out, and the model checks the result. */
export const WorkspaceInput = z.union([
  DatabaseWorkspace,
  KubernetesWorkspace.extend({ connection: ConnectionInput.default({ type: 'inCluster' }) }),
])

/** A kubeconfig is never answered; its fingerprint shows that there is one, and whether it is another. */
const ConnectionOut = z.discriminatedUnion('type', [
  InCluster,
  Pasted.omit({ kubeconfig: true }).extend({ kubeconfigFingerprint: z.string() }),
  FromFile,
])

const Counted = { revision: z.number().int(), version: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() }

export const WorkspaceOut = z.discriminatedUnion('kind', [
  DatabaseWorkspace.extend(Counted),
  KubernetesWorkspace.extend({ connection: ConnectionOut, ...Counted }),
])

/** What a trial of a connection found. Without `ok`, `problems` says why. */
export const ConnectionTestOut = z.object({
  ok: z.boolean(),
  server: z.string().nullable(),
  version: z.string().nullable(),
  user: z.string().nullable().describe('null: the server does not say'),
  access: z.array(
    z.object({
      verb: z.string(),
      resource: z.string(),
      namespace: z.string().nullable().describe('null: in the whole cluster'),
      allowed: z.boolean(),
      names: z.array(z.string()).describe('where it is not allowed for all: the names for which it is'),
    }),
  ),
  problems: z.array(z.string()),
})

export const WorkspaceWriteOut = z.object({
  object: WorkspaceOut,
  revision: z.number().int().nullable().describe('null: nothing changed'),
  diagnostics: z.array(z.never()),
  routeTests: TestImpactOut.optional().describe('in a dry run of a change'),
})
