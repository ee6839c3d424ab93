import { runtime } from './runtime.ts'

/** A probe's own limit is often one second or two. */
const PATIENCE_MS = 2000

/** Null when the database answers, else why no request can be served. It names no address: probes have not signed in. */
export async function notReady(patienceMs = PATIENCE_MS): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), patienceMs)
  })
  try {
    await Promise.race([runtime().then(({ stores }) => stores.workspaces()), late])
    return null
  } catch {
    return 'the database does not answer'
  } finally {
    clearTimeout(timer)
  }
}
