import { hostname } from 'node:os'
import { pino, type Logger } from 'pino'
import { EnvError, parseEnv, type Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { fileStore, secretStore } from '#lib/kubernetes/admission/material-store.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { startLinkServer } from '#lib/link/controller-server.ts'
import { linkTokenOf, secretBox, secretKeysOf } from '#lib/secret.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'
import { withClusters } from '#lib/store/with-clusters.ts'
import { startAdmission, type Admission } from './admission.ts'
import { lastRead } from './last-read.ts'
import { createElections, type Elections } from './elections.ts'
import { startLeads } from './leads.ts'
import { startLoop } from './loop.ts'

/** In a cluster all replicas share a Secret; anywhere else there is one controller, with its folder. */
async function admissionOf(env: Env, elections: Elections, log: Logger): Promise<Admission | null> {
  if (!env.webhook) return null
  const store = env.cluster ? secretStore(await connect({ type: 'inCluster' })) : fileStore(env.dataDir, secretBox(secretKeysOf(env)))
  return startAdmission({ host: env.host, webhook: env.webhook, store, elections, log })
}

async function main(env: Env): Promise<void> {
  const log = pino({ base: { name: 'controller', pid: process.pid } })
  await migrateDatabase(env, (line) => log.info({}, line))
  const database = await openDatabase(env)
  const stores = withClusters(database.stores, log)
  const elections = createElections({ log })
  const admission = await admissionOf(env, elections, log)
  const link = await startLinkServer({
    id: `${hostname()}-${process.pid}`,
    host: env.linkHost,
    port: env.controllerPort,
    token: linkTokenOf(env),
    certificate: env.linkCertificate,
    onRefused: (reason, address) => log.warn({ reason, address }, 'a client of the link is refused'),
    onChanged: () => loop.wake(),
  })
  const leads = startLeads({ stores, rows: database.stores, elections, admission, log })
  const loop = startLoop({
    stores,
    publish: (publication) => link.publish({ type: 'publication', ...publication }),
    lastRead: lastRead(env.dataDir, secretBox(secretKeysOf(env)), log),
    onRead: (configs, diagnostics) => void leads.update(configs, diagnostics),
    log,
  })
  const stopWatching = await stores.watch(() => void loop.wake())
  log.info({ port: link.port, ...(admission ? { webhook: admission.port } : {}) }, 'listening')
  process.send?.({ type: 'ready', ports: { controller: link.port } })

  let isEnding = false
  const end = async (reason: string) => {
    if (isEnding) return
    isEnding = true
    log.info({ reason }, 'stopping')
    // A look that is under way still publishes: the link goes after it.
    await Promise.allSettled([stopWatching(), loop.stop()])
    await leads.stop()
    await admission?.stop()
    await link.close()
    await stores.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void end('SIGTERM'))
  process.on('SIGINT', () => void end('SIGINT'))
  process.on('disconnect', () => void end('the supervisor is gone'))
}

try {
  await main(parseEnv())
} catch (error) {
  const isExpected = error instanceof EnvError || error instanceof StartError
  process.stderr.write(`sluice controller: ${isExpected ? (error as Error).message : String((error as Error).stack)}\n`)
  process.exit(1)
}
