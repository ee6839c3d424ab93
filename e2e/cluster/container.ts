import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './manifests.ts'

export type Mount = { from: string; to: string; isWritable?: boolean }

export type Ending = { code: number | null; signal: NodeJS.Signals | null }

/** A process that sees what a container of our image would: its files, its host name, its user, and no right besides. */
export type Container = {
  /** What it printed so far. */
  output(): string
  /** Null while it runs. */
  ending(): Ending | null
  ended: Promise<Ending>
  kill(signal: NodeJS.Signals): void
}

const NODE = '/opt/node'
const PATH = `${NODE}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`

/** What the image holds of this checkout, where it works, and the variables that it sets; the Dockerfile says so. */
function image(): { mounts: Mount[]; folder: string; env: Record<string, string> } {
  const last = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8').split(/^FROM /m).at(-1)!
  const words = (instruction: string) => [...last.matchAll(new RegExp(`^${instruction} (.*)$`, 'gm'))].map(([, rest]) => rest!.split(' '))
  const folder = words('WORKDIR')[0]![0]!
  const copied = words('COPY').flatMap((rest) => rest.slice(1, -1))
  return {
    folder,
    env: Object.fromEntries(words('ENV').flat().map((pair) => pair.split('=', 2) as [string, string])),
    mounts: [
      { from: path.dirname(process.execPath), to: NODE },
      ...copied.map((to) => ({ from: path.join(ROOT, path.relative(folder, to)), to })),
    ],
  }
}

/** Where somebody else than root runs the tests, root is the only user of our namespace. */
export const canBecome = (user: number): boolean =>
  readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n').some((line) => {
    const [first, , count] = line.trim().split(/\s+/).map(Number)
    return user >= first! && user < first! + count!
  })

/** Without capabilities in any case. */
const identity = (user: number, group: number): string[] =>
  canBecome(user) ? ['--reuid', String(user), '--regid', String(group), '--clear-groups'] : []

/** @param options.root an empty folder */
export function startContainer(options: {
  root: string
  hostName: string
  user: number
  group: number
  mounts: readonly Mount[]
  env: Record<string, string>
  command: readonly string[]
}): Container {
  const { folder, mounts, env } = image()
  const triples = [...mounts, ...options.mounts].flatMap(({ from, to, isWritable = false }) => [from, isWritable ? 'rw' : 'ro', to])
  const script = path.join(import.meta.dirname, 'container.sh')
  const inside = [options.root, options.hostName, folder, ...triples, '--', ...identity(options.user, options.group), ...options.command]
  const child = spawn(script, inside, {
    // Nothing of ours goes in.
    env: { PATH, HOME: '/nonexistent', ...env, ...options.env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text))
  let ending: Ending | null = null
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve((ending = { code, signal })))
  })
  return { output: () => chunks.join(''), ending: () => ending, ended, kill: (signal) => void child.kill(signal) }
}
