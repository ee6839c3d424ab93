import { readFile } from 'node:fs/promises'
import type { TlsMaterial } from './transport.ts'

/** As whom we speak to a cluster. */
export type Credentials = {
  /** What goes with a request now. @throws {ConnectionError} where a file or a program does not give it */
  current(): Promise<{ headers: Record<string, string>; tls: TlsMaterial }>
  /** The server knows these no more: get others. Absent where there are no others. */
  renew?(): void
}

/** Why a cluster cannot be reached as it was asked for, worded for people; without anything secret. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

const describe = (cause: unknown): string => {
  const code = (cause as NodeJS.ErrnoException).code
  return code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : (code ?? 'it cannot be read')
}

/** @throws {ConnectionError} naming what the file is for */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new ConnectionError(`${what} cannot be read: ${path}: ${describe(cause)}`)
  }
}

/** A secret that is not a file's but stands in the kubeconfig, or the path of one. */
export type Material = { text: string } | { file: string }

export type StaticUser = {
  ca?: Material | undefined
  cert?: Material | undefined
  key?: Material | undefined
  token?: Material | undefined
  basic?: { username: string; password: string } | undefined
  /** Headers of impersonation. */
  impersonate?: Record<string, string> | undefined
}

// Tokens of service accounts are replaced in their file an hour before they end, certificates of nodes earlier still.
const REREAD_MS = 10_000

const contentOf = async (material: Material | undefined, what: string): Promise<string | undefined> =>
  material === undefined ? undefined : 'text' in material ? material.text : await readText(material.file, what)

async function load({ ca, cert, key, token, basic, impersonate }: StaticUser) {
  const [caText, certText, keyText, tokenText] = await Promise.all([
    contentOf(ca, 'The certificate authority of the cluster'),
    contentOf(cert, 'The client certificate'),
    contentOf(key, 'The key of the client certificate'),
    contentOf(token, 'The token'),
  ])
  const basicText = basic ? `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` : undefined
  const authorization = tokenText === undefined ? basicText : `Bearer ${tokenText.trim()}`
  return {
    headers: { ...(authorization === undefined ? {} : { authorization }), ...impersonate },
    tls: { ...(caText ? { ca: caText } : {}), ...(certText ? { cert: certText } : {}), ...(keyText ? { key: keyText } : {}) },
  }
}

/**
 * A promise that many share: made anew when it is older than `maxAgeMs`, and at once when it failed.
 *
 * @param now milliseconds
 */
export function shared<T>(make: () => Promise<T>, maxAgeMs: number, now: () => number = Date.now): { get(): Promise<T>; drop(): void } {
  let held: { promise: Promise<T>; since: number } | null = null
  return {
    get() {
      if (held && now() - held.since < maxAgeMs) return held.promise
      const mine = { promise: make(), since: now() }
      held = mine
      mine.promise.catch(() => {
        if (held === mine) held = null
      })
      return mine.promise
    },
    drop() {
      held = null
    },
  }
}

/** Credentials that are texts or files; files are read again every ten seconds, since what is in them ends. */
export function staticCredentials(user: StaticUser): Credentials {
  const hasFiles = [user.ca, user.cert, user.key, user.token].some((material) => material !== undefined && 'file' in material)
  const held = shared(() => load(user), hasFiles ? REREAD_MS : Infinity)
  return { current: held.get, ...(hasFiles ? { renew: held.drop } : {}) }
}
