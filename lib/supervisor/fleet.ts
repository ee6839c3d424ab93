import type { Env } from '#lib/env.ts'
import { backOff } from './back-off.ts'
import { type Child, type Ports, superviseChild } from './child.ts'
import { envOf, PLANS, type ProcessName, scriptOf } from './processes.ts'

export type FleetOptions = {
  env: Env
  isDev: boolean
  say: (line: string) => void
  /** A process was started, or is ready. */
  onMove: () => void
}

/** The three processes. */
export type Fleet = {
  /** All their ports, once each was ready. */
  ready: Promise<Ports>
  pids(): Partial<Record<ProcessName, number>>
  stop(): Promise<void>
  kill(): void
}

/** Starts controller, dashboard and proxy, and keeps them running. One that refuses its settings ends all, with 1. */
export function startFleet({ env, isDev, say, onMove }: FleetOptions): Fleet {
  const children = new Map<ProcessName, Child>()
  const ports: Ports = env.controllerPort === 0 ? {} : { controller: env.controllerPort }

  const stop = async () => {
    await Promise.all([...children.values()].map((child) => child.stop()))
  }
  const start = async (name: ProcessName): Promise<void> => {
    const child = superviseChild({
      name,
      script: scriptOf(name),
      execArgv: isDev && name !== 'dashboard' ? ['--watch', '--watch-preserve-output'] : PLANS[name].execArgv,
      env: () => envOf(name, env, ports, isDev),
      backOff: backOff(),
      say,
      onMove,
      onHopeless: () => {
        children.delete(name)
        void stop().then(() => process.exit(1))
      },
    })
    children.set(name, child)
    Object.assign(ports, await child.ready)
  }
  const startAll = async (): Promise<Ports> => {
    const controller = start('controller')
    // The others are told its port; where it is not fixed they wait for it.
    if (ports.controller === undefined) await controller
    await Promise.all([controller, start('dashboard'), start('proxy')])
    return ports
  }

  return {
    ready: startAll(),
    pids: () => Object.fromEntries([...children].map(([name, child]) => [name, child.pid()]).filter(([, pid]) => pid !== undefined)),
    stop,
    kill: () => children.forEach((child) => child.kill()),
  }
}
