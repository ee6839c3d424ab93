import type { RequestOptions } from 'node:https'
import { ConnectionError, shared, type Credentials } from './credentials.ts'
import type { TlsMaterial } from './transport.ts'

/** `users[].user` of a kubeconfig, of which a program or an identity provider gives the credentials. */
export type PluginUser = { exec?: Record<string, unknown> | undefined; authProvider?: Record<string, unknown> | undefined }

const TIME_LIMIT_MS = 60_000
// The plug-in itself knows until when its token holds; many requests at once ask it once.
const ASK_AGAIN_MS = 10_000
const RENEW_MS = 10_000

const within = <T>(promise: Promise<T>, ms: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectionError(`The program for credentials did not end within ${ms / 1000} seconds`)), ms)
    void promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })

// Programs repeat what they were given, and JSON.parse what it could not read: either may be a token.
const withoutSecrets = (text: string): string =>
  text.includes('is not valid JSON') ? 'what it printed is not JSON' : text.replace(/[^\s"']{24,}/g, '…').slice(0, 300).trim()

// Plug-ins made with client-go refuse to run without (client.authentication.k8s.io, ExecCredential).
function withInfo(exec: Record<string, unknown>): Record<string, unknown> {
  const info = { apiVersion: exec['apiVersion'] ?? 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: { interactive: false } }
  const env = Array.isArray(exec['env']) ? (exec['env'] as unknown[]) : []
  return { ...exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('utf8') : undefined

/**
 * Credentials of `user.exec` or `user.auth-provider`, by `@kubernetes/client-node`, which is loaded for these alone: it costs
 * more memory than everything else here.
 *
 * @param rest what stands beside in the kubeconfig: the certificate authority, impersonation
 */
export async function pluginCredentials(user: PluginUser, rest: Credentials): Promise<Credentials> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const make = () => {
    const config = new KubeConfig()
    const named = { name: 'account', ...(user.exec ? { exec: withInfo(user.exec) } : { authProvider: user.authProvider }) }
    // The address is that of nobody: KubeConfig only wants one.
    config.loadFromClusterAndUser({ name: 'cluster', server: 'https://cluster.invalid', skipTLSVerify: false }, named)
    return config
  }
  let config = make()
  let madeAt = Date.now()
  const ask = async (): Promise<{ headers: Record<string, string>; tls: TlsMaterial }> => {
    const options: RequestOptions = {}
    try {
      await within(config.applyToHTTPSOptions(options), TIME_LIMIT_MS)
    } catch (cause) {
      if (cause instanceof ConnectionError) throw cause
      throw new ConnectionError(`The credentials of the kubeconfig were not given: ${withoutSecrets((cause as Error).message)}`)
    }
    const { Authorization: authorization } = (options.headers ?? {}) as Record<string, string>
    const [cert, key, beside] = [textOf(options.cert), textOf(options.key), await rest.current()]
    return {
      headers: { ...beside.headers, ...(authorization ? { authorization } : {}) },
      tls: { ...beside.tls, ...(cert && key ? { cert, key } : {}) },
    }
  }
  const held = shared(ask, ASK_AGAIN_MS)
  return {
    current: held.get,
    renew() {
      rest.renew?.()
      if (Date.now() - madeAt < RENEW_MS) return
      config = make()
      madeAt = Date.now()
      held.drop()
    },
  }
}
