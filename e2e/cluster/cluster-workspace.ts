import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseEnv } from '#lib/env.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import { Workspace } from '#lib/model/workspace.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase, type OpenDatabase } from '#lib/store/open.ts'
import type { Store, Stores } from '#lib/store/store.ts'
import { withClusters } from '#lib/store/with-clusters.ts'
import { testCluster } from './kube.ts'
import type { Scope } from './scope.ts'

const QUIET = { info: () => {}, warn: () => {} }

/** A database in a folder of its own. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-cluster-store-'))
  const env = parseEnv({ SLUICE_DATA_DIR: dataDir })
  await migrateDatabase(env, () => {})
  const database = await openDatabase(env)
  return {
    ...database,
    async close() {
      await database.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

/** The workspace of a scope; it ends with the scope. */
export async function clusterWorkspace(database: OpenDatabase, { namespace, ingressClass, onEnd }: Scope, settings: object = {}): Promise<{ store: Store; stores: Stores }> {
  const connection = { type: 'file', path: testCluster().kubeconfig }
  const workspace = Workspace.parse({ name: namespace, kind: 'kubernetes', connection, namespaces: [namespace], ingressClass, ...settings })
  const { name } = workspace
  await database.stores.createWorkspace(workspace)
  const stores = withClusters(database.stores, QUIET)
  onEnd(async () => {
    await (await stores.cluster(name))?.close()
    await database.stores.deleteWorkspace(name, 'any')
  })
  return { store: await stores.open(name), stores }
}

/** A Kubernetes object of a scope, whole. */
export const rawOf = async (scope: Scope, kind: string, name: string): Promise<RawObject & { spec: any }> =>
  JSON.parse(await scope.kubectl('get', kind, name, '-o', 'json', '--show-managed-fields'))
