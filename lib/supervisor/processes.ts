import path from 'node:path'
import type { Env } from '#lib/env.ts'
import type { Ports } from './child.ts'

const ROOT = path.join(import.meta.dirname, '../..')

export type ProcessName = 'controller' | 'dashboard' | 'proxy'

type Plan = {
  script: string
  /** The variable of each port that it listens on. */
  ports: Record<string, string>
  execArgv: string[]
  /** What it is given unless the environment says otherwise. */
  defaults?: Record<string, string>
}

// A young generation grows to 16 MiB a half while a process starts, and keeps it; these two idle most of the time.
const LEAN = ['--max-semi-space-size=2']

// Each thread of glibc frees into an arena of its own, which hardly shrinks: as connections come and go, memory would grow by
// a quarter. Two arenas keep it level, at no cost that could be measured. Only the environment at the start can say so.
const FEW_ARENAS = '2'

export const PLANS: Record<ProcessName, Plan> = {
  controller: { script: 'lib/control/main.ts', ports: { controller: 'SLUICE_CONTROLLER_PORT' }, execArgv: LEAN },
  dashboard: { script: 'app/main.ts', ports: { dashboard: 'SLUICE_DASHBOARD_PORT' }, execArgv: LEAN },
  proxy: {
    script: 'proxy/main.ts',
    ports: { http: 'SLUICE_HTTP_PORT', https: 'SLUICE_HTTPS_PORT', status: 'SLUICE_STATUS_PORT' },
    execArgv: [],
    defaults: { MALLOC_ARENA_MAX: FEW_ARENAS },
  },
}

export const scriptOf = (name: ProcessName): string => path.join(ROOT, PLANS[name].script)

/** Where code that was stripped and compiled once is kept: it saves each process its compiler. */
const COMPILE_CACHE = path.join(ROOT, 'node_modules/.cache/sluice')

/**
 * The environment of a process.
 * @param ports those already known: a process comes back on the port that it had
 */
export function envOf(name: ProcessName, env: Env, ports: Ports, isDev: boolean): NodeJS.ProcessEnv {
  const own = Object.entries(PLANS[name].ports).filter(([port]) => ports[port] !== undefined)
  const controllerUrl = env.controllerUrl ?? (ports.controller === undefined ? undefined : `${env.linkOrigin}:${ports.controller}`)
  return {
    ...PLANS[name].defaults,
    ...process.env,
    NODE_ENV: isDev ? 'development' : 'production',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE,
    NEXT_TELEMETRY_DISABLED: '1',
    SLUICE_DATA_DIR: env.dataDir,
    ...(controllerUrl === undefined ? {} : { SLUICE_CONTROLLER_URL: controllerUrl }),
    ...Object.fromEntries(own.map(([port, variable]) => [variable, String(ports[port])])),
  }
}
