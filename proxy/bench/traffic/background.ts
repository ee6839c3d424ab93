import { spawn, type ChildProcess } from 'node:child_process'
import { connect } from 'node:net'

/** A process that this benchmark started, and ends. */
export type Background = { pid: number; stop(): Promise<void>; /** Rejects if it ends before `stop`. */ ended: Promise<never> }

const KILL_AFTER_MS = 15_000
const MOST_OUTPUT = 4000

const running = new Set<ChildProcess>()
// Whatever ends the benchmark, nothing that it started may go on using the machine.
process.once('exit', () => running.forEach((child) => child.kill('SIGTERM')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

/** Starts a program without input, with its output kept for the message should it end by itself. */
export function startBackground(command: string, args: readonly string[], env: Record<string, string | undefined> = {}): Background {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-MOST_OUTPUT))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  running.add(child)
  let isStopping = false
  const closed = new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  void closed.then(() => running.delete(child))
  const ended = closed.then((code) => {
    if (isStopping) return new Promise<never>(() => {})
    throw new Error(`${command} ended with ${code}\n${output}`)
  })
  ended.catch(() => {})
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      isStopping = true
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
      await closed
      clearTimeout(kill)
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.on('close', () => {})
    void socket.once('connect', () => socket.destroy())
  })
}

/** Resolves once `isReady`. @throws {Error} with its output, if the process ends before */
export async function whenReady({ ended }: Background, isReady: () => Promise<boolean>): Promise<void> {
  const poll = async () => {
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await Promise.race([ended, poll()])
}

/** Resolves once all ports accept connections. @throws {Error} as `whenReady` */
export const whenListening = (background: Background, ports: readonly number[]): Promise<void> =>
  whenReady(background, async () => (await Promise.all(ports.map(accepts))).every(Boolean))
