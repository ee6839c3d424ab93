import { connect, createServer, type Socket } from 'node:net'
import { postgresMissing, type TestPostgres } from '#lib/testing/postgres.ts'
import { canBecome } from './container.ts'
import { ofKind, type Manifest } from './manifests.ts'
import { nextAddress } from './pods.ts'

/** A database of a test's PostgreSQL, at the address of a pod. */
export type DatabasePod = { ip: string; close(): Promise<void> }

const PORT = 5432
const NOBODY = 65534

/** Why there can be none here, or null. */
export const databaseMissing = (): string | null =>
  postgresMissing() ?? (canBecome(NOBODY) ? null : 'PostgreSQL refuses to run as root, the only user of a network namespace that somebody else made')

/** The socket on which PostgreSQL listens for that port in its folder. */
const socketOf = (url: string): string => `${new URL(url).searchParams.get('host')}/.s.PGSQL.${PORT}`

/**
 * Makes a database and names it in the Secret of the ha overlay, as somebody does who has a PostgreSQL of their own. Nothing
 * answers there before `open` is called.
 */
export async function databaseFor(manifests: readonly Manifest[], postgres: TestPostgres): Promise<{ manifests: Manifest[]; open(): Promise<DatabasePod> }> {
  const url = await postgres.createDatabase()
  const secret = ofKind(manifests, 'Secret').find(({ data }) => 'DATABASE_URL' in data)!
  const named = new URL(Buffer.from(secret.data.DATABASE_URL as string, 'base64').toString('utf8'))
  const { username, pathname } = new URL(url)
  Object.assign(named, { username, pathname })
  const data = { ...secret.data, DATABASE_URL: Buffer.from(named.href).toString('base64') }
  return {
    manifests: manifests.map((manifest) => (manifest === secret ? { ...secret, data } : manifest)),
    open: () => relay(socketOf(url)),
  }
}

async function relay(socket: string): Promise<DatabasePod> {
  const ip = nextAddress()
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(socket)
    for (const [from, to] of [[near, far], [far, near]] as const) {
      open.add(from)
      from.on('error', () => to.destroy()).on('close', () => open.delete(from))
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(PORT, ip, resolve))
  return {
    ip,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const each of open) each.destroy()
      return closed
    },
  }
}
