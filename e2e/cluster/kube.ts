import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A real API server, and how to talk to it as its administrator. */
export type Cluster = {
  kubeconfig: string
  /** Runs kubectl, with `input` on its standard input; gives what it printed. Throws with what it said on standard error. */
  kubectl(args: string[], input?: string): Promise<string>
}

export type Kube = Cluster & {
  /** Of the process that holds the servers: they end when it ends, however it ends. */
  pid: number
  /** Ends the servers (SIGTERM, unless told otherwise) and waits until nothing listens any more. `data` is kept where one was given. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export type KubeOptions = {
  /** With kube-controller-manager: Deployments make Pods, service accounts get tokens, deleted namespaces go. */
  controllers?: boolean
  /** A folder that keeps the state; with `port`, a later start goes on under the same address. */
  data?: string
  port?: number
  /** Files or folders of manifests (a kustomization too) to apply before it counts as ready. */
  apply?: string[]
}

/** The variable that names a cluster for tests: one of the developer's, or the one that the run of the tests started. */
export const GIVEN = 'SLUICE_TEST_KUBECONFIG'

const SOURCE = path.join(import.meta.dirname, 'kube')
const MINUTES_FOR_THE_FIRST_BUILD = 40
const runFile = promisify(execFile)

async function hasGo(): Promise<boolean> {
  return runFile('go', ['version']).then(
    () => true,
    () => false,
  )
}

/** Without Go, a binary that was built before from these files is as good. */
function builtBefore(): string | undefined {
  const version = /k8s\.io\/kubernetes (v[\d.]+)/.exec(readFileSync(path.join(SOURCE, 'go.mod'), 'utf8'))?.[1]
  const cache = process.env.KUBE_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'kube')
  const found = globSync(path.join(cache, `${version}-*/kube`))
  return found[0] && path.dirname(found[0])
}

/** Why tests of a cluster cannot run here, or null if they can. */
export async function kubeMissing(): Promise<string | null> {
  if (process.env[GIVEN] || builtBefore() || (await hasGo())) return null
  return `no Go to build a Kubernetes API server with; set ${GIVEN} to a cluster for tests, or install Go`
}

let built: Promise<string> | undefined

/** The folder with `kube` and `kubectl`, built where they are missing; `show` gets the lines that tell how far it is. */
export function buildKube(show: (text: string) => void = () => {}): Promise<string> {
  built ??= (async () => {
    const before = builtBefore()
    if (before && !(await hasGo())) return before
    const building = runFile(path.join(SOURCE, 'build'), { timeout: MINUTES_FOR_THE_FIRST_BUILD * 60_000, maxBuffer: 1 << 26 })
    building.child.stderr?.setEncoding('utf8').on('data', show)
    const begin = Date.now()
    const beat = setInterval(() => show(`still building the API server (${Math.round((Date.now() - begin) / 60_000)} min)\n`), 60_000)
    return (await building.finally(() => clearInterval(beat))).stdout.trim()
  })()
  return built
}

async function kubectlProgram(): Promise<string> {
  if (builtBefore() || (await hasGo())) return path.join(await buildKube(), 'kubectl')
  return 'kubectl'
}

/** A cluster by its kubeconfig. */
export function clusterAt(kubeconfig: string): Cluster {
  return {
    kubeconfig,
    async kubectl(args, input = '') {
      const running = runFile(await kubectlProgram(), ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 1 << 28 })
      running.child.stdin?.on('error', () => {}).end(input)
      return (await running).stdout
    },
  }
}

/** The cluster of this run of the tests, shared by its files: keep to a namespace of your own. */
export function testCluster(): Cluster {
  const given = process.env[GIVEN]
  if (!given) throw new Error(`${GIVEN} is not set: run with vitest.cluster.config.ts`)
  if (!existsSync(given)) throw new Error(`${GIVEN} names ${given}, which does not exist`)
  return clusterAt(given)
}

/** Makes a namespace of its own; `remove` starts its end and does not wait for it. */
export async function namespace(cluster: Cluster, prefix = 'test'): Promise<{ name: string; remove(): Promise<void> }> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`
  await cluster.kubectl(['create', 'namespace', name])
  return { name, remove: async () => void (await cluster.kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found'])) }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.unref().once('connect', () => socket.destroy())
  })
}

/** Starts a real API server of its own, in seconds once it is built. */
export async function startKube(options: KubeOptions = {}): Promise<Kube> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sluice-kube-'))
  const kubeconfig = path.join(folder, 'kubeconfig')
  const args = ['-kubeconfig', kubeconfig, '-data', options.data ?? path.join(folder, 'data')]
  if (options.controllers) args.push('-controllers')
  if (options.port) args.push('-port', String(options.port))
  for (const manifest of options.apply ?? []) args.push('-apply', manifest)
  const program = path.join(await buildKube(), 'kube')
  // With this variable it ends when its standard input does, so that a killed test run leaves no server behind.
  const child = spawn(program, ['up', ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: { ...process.env, KUBE_UP_CHILD: '1' } })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ready = new Promise<boolean>((resolve) => child.stdout.once('data', () => resolve(true)))
  if (!(await Promise.race([ready, ended]))) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`The API server did not start:\n${said}`)
  }
  const port = Number(/server: https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1])
  return {
    ...clusterAt(kubeconfig),
    pid: child.pid!,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
      while (await isListening(port)) await wait(10)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
