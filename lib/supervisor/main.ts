import { watchFile, unwatchFile } from 'node:fs'
import path from 'node:path'
import type { Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { addressesOf, setupUrlOf } from './addresses.ts'
import { begin } from './beginning.ts'
import { prepareDataDir } from './data-dir.ts'
import { startFleet } from './fleet.ts'
import { lockDataDir } from './lock.ts'
import { probePorts, type WantedPort } from './ports.ts'
import { removeRunFile, writeRunFile } from './run-file.ts'
import { onSignals } from './signals.ts'

const say = (text: string) => console.log(text.replace(/^/gm, 'sluice: '))

function wantedPorts({ host, ...env }: Env): WantedPort[] {
  return [
    { variable: 'SLUICE_DASHBOARD_PORT', host, port: env.dashboardPort },
    { variable: 'SLUICE_HTTP_PORT', host, port: env.httpPort },
    { variable: 'SLUICE_HTTPS_PORT', host, port: env.httpsPort },
    { variable: 'SLUICE_STATUS_PORT', host, port: env.statusPort },
    { variable: 'SLUICE_CONTROLLER_PORT', host: '127.0.0.1', port: env.controllerPort },
  ]
}

function announce(addresses: ReturnType<typeof addressesOf>, setupUrl: string | undefined, seconds: number): void {
  say(`ready in ${seconds.toFixed(1)} s`)
  say(`  dashboard  ${addresses.dashboard}\n  proxy      ${addresses.http}  ${addresses.https}\n  status     ${addresses.status}/status`)
  if (setupUrl) say(`  make the first admin here: ${setupUrl}`)
}

async function main(isDev: boolean): Promise<void> {
  const startedAt = new Date()
  const beginning = await begin(say)
  const { env } = beginning
  let release = () => {}
  try {
    prepareDataDir(env.dataDir)
    release = lockDataDir(env.dataDir)
    process.on('exit', () => release())
    await probePorts(wantedPorts(env))
  } catch (error) {
    beginning.abandon()
    throw error
  }
  let token = await beginning.migrate()

  let ports: Record<string, number> | undefined
  const fleet = startFleet({ env, isDev, say, onMove: () => record() })
  const record = () => {
    if (!ports || isStopping()) return
    const addresses = addressesOf(env.host, ports)
    writeRunFile(env.dataDir, {
      pid: process.pid,
      startedAt: startedAt.toISOString(),
      addresses,
      processes: { supervisor: process.pid, ...fleet.pids() },
      setupUrl: token === null ? undefined : setupUrlOf(addresses.dashboard, token),
    })
  }
  const isStopping = onSignals(say, fleet, () => {
    unwatchFile(tokenFile)
    removeRunFile(env.dataDir)
  })
  // The file of the token is removed when the first admin is made.
  const tokenFile = path.join(env.dataDir, 'setup.token')
  ports = await fleet.ready
  record()
  announce(addressesOf(env.host, ports), token === null ? undefined : setupUrlOf(addressesOf(env.host, ports).dashboard, token), process.uptime())
  if (token === null || env.setupToken !== undefined) return
  watchFile(tokenFile, { interval: 1000, persistent: false }, ({ nlink }) => {
    if (nlink > 0) return
    unwatchFile(tokenFile)
    token = null
    record()
  })
}

try {
  await main(process.argv.includes('--dev'))
} catch (error) {
  console.error(`sluice: ${error instanceof StartError ? error.message.replaceAll('\n', '\nsluice: ') : String((error as Error).stack)}`)
  process.exit(1)
}
