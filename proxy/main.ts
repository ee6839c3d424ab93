import { mkdirSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { pino } from 'pino'
import { EnvError, parseEnv, type Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { takeLock } from '#lib/lock.ts'
import { linkTokenOf, secretBox, secretKeysOf } from '#lib/secret.ts'
import { lastGood } from './last-good.ts'
import type { Log } from './log.ts'
import { startProxy } from './start.ts'

/** Ends a start that cannot succeed; the message is for the person who set the variables. */
function refuse(error: unknown): never {
  const isExpected = error instanceof EnvError || error instanceof StartError || (error as NodeJS.ErrnoException).code !== undefined
  process.stderr.write(`sluice proxy: ${isExpected ? (error as Error).message : String((error as Error).stack)}\n`)
  process.exit(1)
}

/**
 * In a cluster, whoever spreads connections hears of the end only after a while (semantics of a preStop hook). Elsewhere
 * nobody watches readiness unless they set it up, and each stop, a Ctrl-C included, would take that much longer.
 */
const PRE_STOP_MS = 5000

/**
 * Keeps a second proxy from the same folder: it would write the same snapshots, and could share our ports without a word.
 * @throws {StartError} naming the process that holds it
 */
function lockFolder(dataDir: string, log: Log): void {
  const refusal = (holder: number) => `SLUICE_DATA_DIR ${dataDir} is in use by another proxy, process ${holder}. Stop it, or choose another folder.`
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    process.once('exit', takeLock(path.join(dataDir, 'proxy.lock'), refusal))
  } catch (error) {
    if (error instanceof StartError) throw error
    // It serves all the same, as it does where a snapshot cannot be kept.
    log.warn({ err: error, dataDir }, 'the data folder cannot be locked')
  }
}

async function main(env: Env): Promise<void> {
  const log = pino({ base: { name: 'proxy', pid: process.pid } })
  lockFolder(env.dataDir, log)
  const box = secretBox(secretKeysOf(env))
  const proxy = await startProxy({
    host: env.host,
    ports: { http: env.httpPort, https: env.httpsPort, status: env.statusPort },
    workers: { count: env.workers },
    linkToken: linkTokenOf(env),
    link: { controllerUrl: () => env.controllerUrl ?? `${env.linkOrigin}:${env.controllerPort}`, caFile: env.linkCa },
    lastGood: lastGood(env.dataDir, box, (file, reason) => log.error({ file, reason }, 'a kept snapshot is refused')),
    limits: env.limits,
    trustedProxies: env.trustedProxies,
    fastAccept: env.fastAccept,
    accessLog: env.accessLog,
    drainMs: env.drainMs,
    preStopMs: env.cluster ? Math.min(PRE_STOP_MS, env.drainMs / 3) : 0,
    log,
  })
  log.info({ ports: proxy.ports }, 'listening')
  process.send?.({ type: 'ready', ports: proxy.ports })
  // A process that is killed does not come to write what it has compiled, and its successor is in a hurry.
  if (module.getCompileCacheDir()) module.flushCompileCache()

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
  // As log rotation tells other servers.
  process.on('SIGUSR2', proxy.reopenAccessLog)
  // Without its supervisor it would hold the ports against the next start.
  process.on('disconnect', () => end('the supervisor is gone'))
}

try {
  await main(parseEnv())
} catch (error) {
  refuse(error)
}
