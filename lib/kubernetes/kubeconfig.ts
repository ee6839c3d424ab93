import path from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { ConnectionError } from './credentials.ts'

const text = z.string().min(1).optional()
const named = <T extends z.ZodType>(key: string, body: T) => z.array(z.object({ name: z.string(), [key]: body })).nullish()

const ClusterEntry = z.object({
  server: z.string(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text,
  'proxy-url': text,
})
const UserEntry = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-uid': text,
  'as-groups': z.array(z.string()).nullish(),
  exec: z.looseObject({ command: z.string().min(1) }).nullish(),
  'auth-provider': z.looseObject({ name: z.string() }).nullish(),
})
const ContextEntry = z.object({ cluster: z.string(), user: z.string().optional(), namespace: text })
const Kubeconfig = z.object({
  'current-context': z.string().nullish(),
  clusters: named('cluster', ClusterEntry),
  users: named('user', UserEntry.nullish()),
  contexts: named('context', ContextEntry),
})

type User = z.infer<typeof UserEntry>
type Entries<T> = ReadonlyMap<string, T>

/** What one or more kubeconfig files say; of entries of one name the first holds, as for kubectl. */
export type Kubeconfig = {
  current: string
  clusters: Entries<z.infer<typeof ClusterEntry>>
  users: Entries<User>
  contexts: Entries<z.infer<typeof ContextEntry>>
}

/** A context with what it names. */
export type Chosen = { context: string; namespace: string; cluster: z.infer<typeof ClusterEntry>; user: User }

const FILES = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'] as const

function entries<T>(list: readonly Record<string, unknown>[] | null | undefined, key: string): Map<string, T> {
  const found = new Map<string, T>()
  for (const entry of list ?? []) {
    const name = entry['name'] as string
    if (!found.has(name)) found.set(name, (entry[key] ?? {}) as T)
  }
  return found
}

const absolute = (folder: string) => (entry: object): void => {
  const fields = entry as Record<string, unknown>
  for (const file of FILES) if (typeof fields[file] === 'string') fields[file] = path.resolve(folder, fields[file])
}

/**
 * @param folder of the file, which relative paths in it start from; null for a text without a file
 * @throws {ConnectionError} where it is no kubeconfig; neither its text nor the parser's message, which quotes it, is repeated
 */
export function parseKubeconfig(source: string, folder: string | null): Kubeconfig {
  const document = parseDocument(source, { prettyErrors: false })
  const error = document.errors[0]
  if (error) {
    const line = source.slice(0, error.pos[0]).split('\n').length
    throw new ConnectionError(`The kubeconfig is not valid YAML (line ${line})`)
  }
  const result = Kubeconfig.safeParse(toPlain(() => document.toJS({ maxAliasCount: 100 })))
  if (!result.success) {
    const { path: place } = result.error.issues[0]!
    const where = place.map(String).join('.')
    throw new ConnectionError(where === '' ? 'The text is not a kubeconfig' : `The kubeconfig is not valid at ${where}`)
  }
  const { clusters, users, contexts, 'current-context': current } = result.data
  const config = { current: current ?? '', clusters: entries<object>(clusters, 'cluster'), users: entries<object>(users, 'user'), contexts: entries(contexts, 'context') }
  if (folder !== null) for (const entry of [...config.clusters.values(), ...config.users.values()]) absolute(folder)(entry)
  return config as Kubeconfig
}

function toPlain(make: () => unknown): unknown {
  try {
    return make()
  } catch {
    throw new ConnectionError('The kubeconfig is not valid YAML')
  }
}

/** Several files as one, as `KUBECONFIG` names them. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const reversed = [...configs].reverse()
  const merge = <T>(pick: (config: Kubeconfig) => Entries<T>) => new Map(reversed.flatMap((config) => [...pick(config)]))
  return {
    current: configs.find(({ current }) => current !== '')?.current ?? '',
    clusters: merge(({ clusters }) => clusters),
    users: merge(({ users }) => users),
    contexts: merge(({ contexts }) => contexts),
  }
}

const listed = (names: Iterable<string>): string => [...names].slice(0, 10).join(', ') || 'none'

/** @throws {ConnectionError} where the context, its cluster or its user is not there */
export function chooseContext(config: Kubeconfig, wanted: string | undefined): Chosen {
  const name = wanted ?? config.current
  if (name === '') throw new ConnectionError(`The kubeconfig has no current context: choose one (${listed(config.contexts.keys())})`)
  const context = config.contexts.get(name)
  if (!context) throw new ConnectionError(`The kubeconfig has no context "${name}" (it has: ${listed(config.contexts.keys())})`)
  const cluster = config.clusters.get(context.cluster)
  if (!cluster) throw new ConnectionError(`The context "${name}" names the cluster "${context.cluster}", which the kubeconfig does not have`)
  const user = context.user ? config.users.get(context.user) : {}
  if (!user) throw new ConnectionError(`The context "${name}" names the user "${context.user}", which the kubeconfig does not have`)
  return { context: name, namespace: context.namespace ?? 'default', cluster, user }
}
