import { type ChildProcess, fork } from 'node:child_process'
import type { BackOff } from './back-off.ts'

export type Ports = Record<string, number>

export type ChildOptions = {
  name: string
  script: string
  execArgv: string[]
  /** Asked at every start. */
  env: () => NodeJS.ProcessEnv
  backOff: BackOff
  /** One line for whoever watches the terminal. */
  say: (line: string) => void
  /** Called at each start, and each time it says that it is ready. */
  onMove: () => void
  /** It ended before it was ever ready, in a way that a restart cannot mend. */
  onHopeless: () => void
}

/** A process that is started again when it ends. */
export type Child = {
  readonly name: string
  /** Of its newest start. */
  pid(): number | undefined
  /** What it listens on, once it is ready for the first time. */
  readonly ready: Promise<Ports>
  /** Asks it to finish what it does and end; resolves when it has. */
  stop(): Promise<void>
  kill(): void
}

/** It ends with 1 when its settings are at fault: trying again cannot help. */
const REFUSED = 1

const isReady = (message: unknown): message is { type: 'ready'; ports: Ports } => (message as { type?: string } | null)?.type === 'ready'

const describeEnd = (code: number | null, signal: string | null) => (signal ? `was ended by ${signal}` : `ended with ${code}`)

/** Starts a process of Sluice and keeps it running, with back-off, until it is stopped. */
export function superviseChild(options: ChildOptions): Child {
  const { name, say } = options
  let current: ChildProcess | undefined
  let pid: number | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopping = false
  let wasReady = false
  const ready = Promise.withResolvers<Ports>()
  const ended = Promise.withResolvers<void>()

  const start = () => {
    const startedAt = performance.now()
    const child = fork(options.script, { env: options.env(), execArgv: options.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    current = child
    pid = child.pid ?? pid
    child.on('message', (message) => {
      if (!isReady(message)) return
      if (wasReady) say(`${name} is back`)
      wasReady = true
      ready.resolve(message.ports)
      options.onMove()
    })
    const again = (what: string) => {
      current = undefined
      if (isStopping) return ended.resolve()
      const wait = options.backOff.next(performance.now() - startedAt)
      say(`${name} ${what}; starting it again in ${wait} ms`)
      timer = setTimeout(start, wait)
    }
    child.on('error', (error) => {
      if (child.pid === undefined) again(`could not be started: ${error.message}`)
    })
    child.once('exit', (code, signal) => {
      if (!wasReady && !isStopping && code === REFUSED) options.onHopeless()
      else again(describeEnd(code, signal))
    })
    options.onMove()
  }
  start()

  return {
    name,
    ready: ready.promise,
    pid: () => pid,
    stop() {
      isStopping = true
      clearTimeout(timer)
      if (current) current.kill('SIGTERM')
      else ended.resolve()
      return ended.promise
    },
    kill: () => void current?.kill('SIGKILL'),
  }
}
