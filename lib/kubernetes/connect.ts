import { homedir } from 'node:os'
import path from 'node:path'
import { isIPv6 } from 'node:net'
import type { Connection } from '#lib/model/workspace.ts'
import { openClient, type Client } from './client.ts'
import { ConnectionError, readText, staticCredentials, type Credentials, type Material } from './credentials.ts'
import { chooseContext, mergeKubeconfigs, parseKubeconfig, type Chosen, type Kubeconfig } from './kubeconfig.ts'
import { pluginCredentials } from './plugin-credentials.ts'
import type { Reach } from './transport.ts'

/** Where a connection that names no place is looked for; the environment of the process where it is not given. */
export type Surroundings = {
  KUBECONFIG?: string | undefined
  HOME?: string | undefined
  KUBERNETES_SERVICE_HOST?: string | undefined
  KUBERNETES_SERVICE_PORT?: string | undefined
  /** The folder with `token`, `ca.crt` and `namespace` of the pod's service account. */
  SERVICE_ACCOUNT_FOLDER?: string | undefined
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

async function inCluster(around: Surroundings): Promise<Client> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port, SERVICE_ACCOUNT_FOLDER: folder = SERVICE_ACCOUNT } = around
  if (!host || !port) {
    throw new ConnectionError('This process does not run in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set')
  }
  const credentials = staticCredentials({ ca: { file: path.join(folder, 'ca.crt') }, token: { file: path.join(folder, 'token') } })
  // Shows now, and not at the first request, that the pod was given no token.
  await credentials.current()
  const namespace = await readText(path.join(folder, 'namespace'), 'The namespace of the service account').catch(() => 'default')
  const reach = { server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}` }
  return openClient({ namespace: namespace.trim() || 'default', reach, credentials })
}

const material = (file: string | undefined, data: string | undefined, isBase64: boolean): Material | undefined =>
  data !== undefined ? { text: isBase64 ? Buffer.from(data, 'base64').toString('utf8') : data } : file !== undefined ? { file } : undefined

function reachOf({ cluster, context }: Chosen): Reach {
  const { server, 'proxy-url': proxyUrl, 'insecure-skip-tls-verify': isInsecure = false, 'tls-server-name': servername } = cluster
  if (!/^https?:$/.test(URL.parse(server)?.protocol ?? '')) {
    throw new ConnectionError(`The server of the context "${context}" is not an address that starts with https://`)
  }
  if (proxyUrl !== undefined && !/^https?:$/.test(URL.parse(proxyUrl)?.protocol ?? '')) {
    throw new ConnectionError('Only HTTP proxies can be used: proxy-url must start with http:// or https://')
  }
  return { server, servername, isInsecure, proxyUrl }
}

/** A text that somebody gave must not make this process send files of its machine to an address in the same text. */
function refuseFiles({ cluster, user }: Chosen): void {
  const files: Record<string, unknown> = { ...cluster, ...user, ...(user['auth-provider']?.['config'] as object | undefined) }
  for (const field of ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile', 'idp-certificate-authority']) {
    if (files[field] === undefined) continue
    throw new ConnectionError(
      `The kubeconfig names a file (${field}), and files do not come with a text: use what "kubectl config view --flatten --raw --minify" prints`,
    )
  }
}

async function credentialsOf({ cluster, user }: Chosen, allowExec: boolean): Promise<Credentials> {
  const { exec, 'auth-provider': authProvider, username, as, 'as-uid': uid, 'as-groups': groups } = user
  if (groups?.length) throw new ConnectionError('Impersonation of groups (as-groups) is not supported')
  const fixed = staticCredentials({
    ca: material(cluster['certificate-authority'], cluster['certificate-authority-data'], true),
    cert: material(user['client-certificate'], user['client-certificate-data'], true),
    key: material(user['client-key'], user['client-key-data'], true),
    // The file holds over the text beside it, as in client-go.
    token: user.tokenFile !== undefined ? { file: user.tokenFile } : material(undefined, user.token, false),
    basic: username === undefined ? undefined : { username, password: user.password ?? '' },
    impersonate: { ...(as ? { 'impersonate-user': as } : {}), ...(uid ? { 'impersonate-uid': uid } : {}) },
  })
  if (!exec && !authProvider) return fixed
  const config = (authProvider?.['config'] ?? {}) as Record<string, unknown>
  const program = exec ? exec.command : (config['cmd-path'] ?? (config['exec'] as { command?: string } | undefined)?.command)
  if (program !== undefined && !allowExec) {
    throw new ConnectionError(
      `The kubeconfig gets its credentials from a program (${path.basename(String(program))}), which would run on this machine: an administrator has to allow that for this workspace, or use a kubeconfig with a token`,
    )
  }
  return pluginCredentials({ exec: exec ?? undefined, authProvider: authProvider ?? undefined }, fixed)
}

async function ofKubeconfig(config: Kubeconfig, connection: Exclude<Connection, { type: 'inCluster' }>): Promise<Client> {
  const chosen = chooseContext(config, connection.context)
  if (connection.type === 'kubeconfig') refuseFiles(chosen)
  const reach = reachOf(chosen)
  const credentials = await credentialsOf(chosen, connection.allowExec)
  // A file that is not there shows now and not at the first request.
  await credentials.current()
  return openClient({ namespace: chosen.namespace, reach, credentials })
}

async function readFiles(paths: readonly string[]): Promise<Kubeconfig> {
  const read = async (file: string) => parseKubeconfig(await readText(file, 'The kubeconfig'), path.dirname(path.resolve(file)))
  return mergeKubeconfigs(await Promise.all(paths.map(read)))
}

/**
 * A client of the cluster that a workspace names. Nothing is asked of the cluster yet.
 *
 * @throws {ConnectionError} where the connection cannot be used as it is written; its message holds nothing secret
 */
export async function connect(connection: Connection, around: Surroundings = process.env as Surroundings): Promise<Client> {
  switch (connection.type) {
    case 'inCluster':
      return inCluster(around)
    case 'kubeconfig':
      return ofKubeconfig(parseKubeconfig(connection.kubeconfig, null), connection)
    case 'file': {
      const named = connection.path ? [connection.path] : (around.KUBECONFIG ?? '').split(path.delimiter).filter((file) => file !== '')
      const files = named.length > 0 ? named : [path.join(around.HOME ?? homedir(), '.kube', 'config')]
      return ofKubeconfig(await readFiles(files), connection)
    }
  }
}
