import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { concurrently } from '#lib/kubernetes/concurrently.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { parseEnv } from '#lib/env.ts'
import { KubernetesWorkspace } from '#lib/model/workspace.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'
import { startKube } from './kube.ts'

// Measures what the webhook of a controller costs whoever stores an Ingress beside many:
// `node e2e/cluster/measure-webhook.ts [ingresses] [tries]`. Prints one line of JSON; times in ms, as a client of the API server sees them.

const [ingresses = 10_000, tries = 200] = process.argv.slice(2).map(Number)
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses'

const ingress = (name: string, host: string, ingressClassName: string) => ({
  metadata: { name },
  spec: { ingressClassName, rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] },
})

const told = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!.toFixed(1))
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-measure-'))
const kube = await startKube()
const kubeconfig = readFileSync(kube.kubeconfig, 'utf8')
const client = await connect({ type: 'kubeconfig', kubeconfig, allowExec: false })
const numbers = Array.from({ length: ingresses }, (_, index) => index)
await client.request('POST', '/api/v1/namespaces/default/services', { body: { metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } } })
await concurrently(numbers, 16, async (index) => void (await client.request('POST', INGRESSES, { body: ingress(`i${index}`, `h${index}.test`, 'measured') })))

const source = {
  SLUICE_DATA_DIR: dataDir, SLUICE_CONTROLLER_PORT: '0', SLUICE_WEBHOOK_PORT: '0', SLUICE_WEBHOOK_URL: 'https://127.0.0.1:0', SLUICE_WEBHOOK_FAILURE_POLICY: 'Fail',
}
const env = parseEnv(source)
await migrateDatabase(env, () => {})
const database = await openDatabase(env)
const workspace = { name: 'cluster', kind: 'kubernetes', connection: { type: 'kubeconfig', kubeconfig }, ingressClass: 'measured' }
await database.stores.createWorkspace(KubernetesWorkspace.parse(workspace))
await database.close()
const controller = spawn(process.execPath, ['lib/control/main.ts'], { env: { ...process.env, ...source }, stdio: ['ignore', 'ignore', 'inherit'] })

try {
  const store = async (name: string, ingressClass: string, dryRun: boolean) => {
    const at = performance.now()
    await client.request('POST', INGRESSES, { body: ingress(name, `${name}.test`, ingressClass), query: dryRun ? { dryRun: 'All' } : {} })
    return performance.now() - at
  }
  const isRegistered = () => client.request('GET', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/sluice.default.cluster').then(() => true, () => false)
  while (!(await isRegistered())) await wait(100)
  await wait(3000)
  const times: Record<'unasked' | 'asked' | 'askedWhileChanging', number[]> = { unasked: [], asked: [], askedWhileChanging: [] }
  for (let index = 0; index < tries; index++) times.unasked.push(await store(`u${index}`, 'nobody', true))
  for (let index = 0; index < tries; index++) times.asked.push(await store(`a${index}`, 'measured', true))
  for (let index = 0; index < tries; index++) times.askedWhileChanging.push(await store(`c${index}`, 'measured', false))
  const metrics = await client.request<string>('GET', '/metrics', { accept: 'text/plain' })
  const asked = Number(/^apiserver_admission_webhook_admission_duration_seconds_count\{.*\} (\d+)/m.exec(metrics)?.[1])
  console.log(JSON.stringify({ ingresses, tries, questions: asked, ...Object.fromEntries(Object.entries(times).map(([kind, list]) => [kind, told(list)])) }))
} finally {
  controller.kill()
  await once(controller, 'exit')
  await client.close()
  await kube.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
