import { pino } from 'pino'
import { EnvError, parseEnv, type Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { linkTokenOf, secretBox, secretKeysOf } from '#lib/secret.ts'
import { lastGood } from './last-good.ts'
import { startProxy } from './start.ts'

/** Ends a start that cannot succeed; the message is for the person who set the variables. */
function refuse(error: unknown): never {
  const isExpected = error instanceof EnvError || error instanceof StartError || (error as NodeJS.ErrnoException).code !== undefined
  process.stderr.write(`sluice proxy: ${isExpected ? (error as Error).message : String((error as Error).stack)}\n`)
  process.exit(1)
}

async function main(env: Env): Promise<void> {
  const log = pino({ base: { name: 'proxy', pid: process.pid } })
  const box = secretBox(secretKeysOf(env))
  const proxy = await startProxy({
    host: env.host,
    ports: { http: env.httpPort, https: env.httpsPort, status: env.statusPort },
    linkToken: linkTokenOf(env),
    link: { controllerUrl: () => env.controllerUrl ?? `${env.linkOrigin}:${env.controllerPort}`, caFile: env.linkCa },
    lastGood: lastGood(env.dataDir, box, (file, reason) => log.error({ file, reason }, 'a kept snapshot is refused')),
    log,
  })
  log.info({ ports: proxy.ports }, 'listening')
  process.send?.({ type: 'ready', ports: proxy.ports })

  let isEnding = false
  const end = (reason: string) => {
    if (isEnding) return
    isEnding = true
    log.info({ reason }, 'draining')
    void proxy.drain().then(() => {
      log.info({}, 'stopped')
      process.exit(0)
    })
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGINT', () => end('SIGINT'))
  // Without its supervisor it would hold the ports against the next start.
  process.on('disconnect', () => end('the supervisor is gone'))
}

try {
  await main(parseEnv())
} catch (error) {
  refuse(error)
}
