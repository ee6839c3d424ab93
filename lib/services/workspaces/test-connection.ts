import { z } from 'zod'
import { whatMayBeDone } from '#lib/kubernetes/access.ts'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { ConnectionError } from '#lib/kubernetes/credentials.ts'
import { KubernetesWorkspace } from '#lib/model/workspace.ts'
import { audit } from '../audit/record.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { parseInput } from '../parse-input.ts'
import { verb } from '../verb.ts'
import { sayConnection } from './connection-words.ts'
import { keepKubeconfig } from './keep-kubeconfig.ts'
import { ConnectionInput, ConnectionTestOut } from './schemas.ts'

/** From the first word to the server until what it said is complete. */
const LIMIT_MS = 10_000

type Tried = z.infer<typeof ConnectionTestOut>

const NOTHING: Omit<Tried, 'problems'> = { ok: false, server: null, version: null, user: null, access: [] }

// Of Node and OpenSSL: UNABLE_TO_VERIFY_LEAF_SIGNATURE, DEPTH_ZERO_SELF_SIGNED_CERT, ERR_TLS_CERT_ALTNAME_INVALID …
const UNTRUSTED = /certificate|altnames|self-signed/i
const TIMED_OUT = ['TimeoutError', 'Aborted', 'Idle']

/** Why there is no answer to show, in words of people rather than of sockets. */
function problemOf({ locale }: ServiceContext, cause: unknown, server: string | null): string {
  if (cause instanceof ConnectionError) return sayConnection(locale, cause.message)
  if (!(cause instanceof KubeError)) throw cause
  const { status, reason, message } = cause
  const place = { server: server ?? '', detail: message }
  if (status === 401) return say(locale, 'clusterUnauthorized', place)
  if (status === 403) return say(locale, 'clusterForbidden', place)
  if (status !== 0) return say(locale, 'clusterRefused', place)
  if (TIMED_OUT.includes(reason)) return say(locale, 'clusterSilent', { ...place, seconds: LIMIT_MS / 1000 })
  if (/ECONNREFUSED/.test(message)) return say(locale, 'clusterNobody', place)
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return say(locale, 'clusterUnknown', place)
  return UNTRUSTED.test(message) ? say(locale, 'clusterUntrusted', place) : sayConnection(locale, message)
}

/** Settles as the promise does, or refuses when the time is over. What goes on then ends with its client. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new KubeError(0, 'Aborted', 'The time is over')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

type Asked = Pick<KubernetesWorkspace, 'connection' | 'namespaces'>

async function tried(ctx: ServiceContext, { connection, namespaces }: Asked): Promise<Tried> {
  let client: Client | undefined
  const ask = async () => {
    client = await connect(connection)
    return whatMayBeDone(client, namespaces)
  }
  const asking = ask()
  // Of the two that race, the loser may fail later, with nobody to hear it.
  asking.catch(() => {})
  try {
    const { user, version, rights, problems } = await within(asking, LIMIT_MS)
    const access = rights.map((right) => ({ ...right, names: [...right.names] }))
    return { ok: true, server: client?.server ?? null, version, user, access, problems }
  } catch (cause) {
    return { ...NOTHING, server: client?.server ?? null, problems: [problemOf(ctx, cause, client?.server ?? null)] }
  } finally {
    await client?.close().catch(() => {})
  }
}

/** What is left out is that of the stored workspace, if there is one. */
async function wanted(ctx: ServiceContext, name: string, given: { connection?: unknown; namespaces?: unknown }): Promise<Asked> {
  const stored = (await ctx.stores.workspaces()).find(({ object }) => object.name === name)?.object
  const cluster = stored?.kind === 'kubernetes' ? stored : undefined
  const { connection } = keepKubeconfig({ connection: given.connection ?? cluster?.connection }, stored)
  const namespaces = given.namespaces ?? cluster?.namespaces
  return parseInput(KubernetesWorkspace.pick({ connection: true, namespaces: true }), { connection, namespaces }, ctx.locale)
}

export const testConnection = verb({
  summary: 'Try a connection, and say what its account may do. What is left out is that of the stored workspace; "-" names none',
  role: 'admin',
  input: z.object({ name: z.string(), connection: ConnectionInput.optional(), namespaces: z.array(z.string()).optional() }),
  output: ConnectionTestOut,
  async run(ctx, { name, ...given }) {
    const result = await tried(ctx, await wanted(ctx, name, given))
    await audit(ctx, { action: 'workspaces.test', subject: `workspaces/${name}`, detail: result.server ?? '' })
    return result
  },
})
