import type { Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { addressesOf } from './addresses.ts'
import { begin } from './beginning.ts'
import { prepareDataDir } from './data-dir.ts'
import { startFleet } from './fleet.ts'
import { lockDataDir } from './lock.ts'
import { probePorts, type WantedPort } from './ports.ts'
import { recorder } from './recorder.ts'
import { stopOnSignals } from './signals.ts'

const say = (text: string) => console.log(text.replace(/^/gm, 'sluice: '))

function wantedPorts({ host, ...env }: Env): WantedPort[] {
  return [
    { variable: 'SLUICE_DASHBOARD_PORT', host, port: env.dashboardPort },
    { variable: 'SLUICE_HTTP_PORT', host, port: env.httpPort },
    { variable: 'SLUICE_HTTPS_PORT', host, port: env.httpsPort },
    { variable: 'SLUICE_STATUS_PORT', host, port: env.statusPort },
    { variable: 'SLUICE_CONTROLLER_PORT', host: env.linkHost, port: env.controllerPort },
  ]
}

/** Takes the folder and tries the ports, so that nothing is half started. @throws {StartError} */
async function claim(env: Env): Promise<void> {
  prepareDataDir(env.dataDir)
  process.once('exit', lockDataDir(env.dataDir))
  await probePorts(wantedPorts(env))
}

async function main(isDev: boolean): Promise<void> {
  const beginning = await begin(say)
  const { env } = beginning
  await claim(env).catch((error: unknown) => {
    beginning.abandon()
    throw error
  })
  const record = recorder(env, await beginning.migrate())
  const fleet = startFleet({ env, isDev, say, onMove: record.refresh })
  stopOnSignals({ say, fleet, patienceMs: env.drainMs + 5000, onStopped: record.close })

  const addresses = addressesOf(env.host, await fleet.ready)
  const setupUrl = record.open(addresses, fleet.pids)
  say(`ready in ${process.uptime().toFixed(1)} s`)
  say(`  dashboard  ${addresses.dashboard}\n  proxy      ${addresses.http}  ${addresses.https}\n  status     ${addresses.status}/status`)
  if (setupUrl) say(`  make the first admin here: ${setupUrl}`)
}

try {
  await main(process.argv.includes('--dev'))
} catch (error) {
  const text = error instanceof StartError ? error.message : String((error as Error).stack)
  console.error(text.replace(/^/gm, 'sluice: '))
  process.exit(1)
}
