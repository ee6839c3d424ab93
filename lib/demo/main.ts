import { randomBytes } from 'node:crypto'
import { hashToken, newApiToken } from '#lib/auth/tokens.ts'
import { parseEnv, type Env } from '#lib/env.ts'
import { openDatabase } from '#lib/store/open.ts'
import { apiCaller, type Call } from './api.ts'
import { startBackend } from './backends.ts'
import { runningInstance, type Run } from './instance.ts'
import { API_HOST, DEMO_NAMES, demoObjects, SHOP_HOST } from './objects.ts'
import { startTraffic } from './traffic.ts'

const REQUESTS_PER_SECOND = 20

/** Whoever may read the data folder may act on it: a token for as long as the demo runs. */
async function demoToken(env: Env): Promise<{ token: string; remove: () => Promise<void> }> {
  const { accounts, close } = await openDatabase(env)
  const token = newApiToken()
  const name = `demo-${randomBytes(4).toString('hex')}`
  await accounts.createToken({ name, role: 'editor', createdBy: 'demo', tokenHash: hashToken(token) })
  return {
    token,
    remove: async () => {
      await accounts.deleteToken(name)
      await close()
    },
  }
}

async function createObjects(call: Call, backends: { v1: [number, number]; v2: number }): Promise<void> {
  await call('POST', '/apply', { objects: demoObjects(backends), comment: 'Demo' })
  // A new one at each start would be a change; the first is kept.
  await call('POST', '/certificates', { name: 'demo-localhost', snis: [SHOP_HOST, API_HOST], selfSigned: { days: 90 }, tags: ['demo'] }, [409])
}

async function removeObjects(call: Call): Promise<void> {
  for (const [kind, name] of DEMO_NAMES) await call('DELETE', `/${kind}/${name}`, undefined, [404])
}

function printGuide({ addresses, setupUrl }: Run): void {
  const at = (host: string, address: string) => `//${host}:${new URL(address).port}`
  const lines = [
    'The demo runs: two versions of an echo backend, routes, a certificate, a canary, and some traffic.',
    `  dashboard   ${setupUrl ?? addresses.dashboard}`,
    `  shop        http:${at(SHOP_HOST, addresses.http)}/   and https:${at(SHOP_HOST, addresses.https)}/ (self-signed)`,
    `  API         http:${at(API_HOST, addresses.http)}/v1/products   (the prefix /v1 is stripped)`,
    `  redirect    http:${at(SHOP_HOST, addresses.http)}/account   (https only)`,
    `  canary      curl -H 'x-canary: always' http:${at(SHOP_HOST, addresses.http)}/`,
    `  tester      ${addresses.dashboard}/tester?method=GET&url=${encodeURIComponent(`http://${SHOP_HOST}/cart`)}`,
    'Ctrl-C ends the demo and removes its objects.',
  ]
  console.log(lines.join('\n'))
}

const stopRequested = () =>
  new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })

const env = parseEnv()
const stopped = stopRequested()
const { run, child } = await runningInstance(env.dataDir)
const backends = await Promise.all([
  startBackend({ version: 'v1', typicalMs: 12, errorShare: 0.002 }),
  startBackend({ version: 'v1', typicalMs: 12, errorShare: 0.002 }),
  startBackend({ version: 'v2', typicalMs: 7, errorShare: 0.01 }),
])
const [first, second, canary] = backends.map(({ port }) => port) as [number, number, number]
const { token, remove } = await demoToken(env)
const call = apiCaller(run.addresses.dashboard, token)
await createObjects(call, { v1: [first, second], v2: canary })
const { hostname: host, port } = new URL(run.addresses.http)
const stopTraffic = startTraffic({ host, port: Number(port) }, REQUESTS_PER_SECOND)
printGuide(run)

await stopped
stopTraffic()
await removeObjects(call).catch((error: unknown) => console.error(`The demo's objects stay: ${(error as Error).message}`))
await remove()
child?.kill('SIGTERM')
for (const backend of backends) await backend.close()
