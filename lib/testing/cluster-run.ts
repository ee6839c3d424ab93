import { GIVEN, startKube } from '../../e2e/cluster/kube.ts'

/** A global setup of Vitest: one API server for all files of the run, unless a cluster is given. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[GIVEN]) return undefined
  const kube = await startKube({ controllers: true })
  process.env[GIVEN] = kube.kubeconfig
  return async () => {
    delete process.env[GIVEN]
    await kube.stop()
  }
}
