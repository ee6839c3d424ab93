import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { connect } from '#lib/kubernetes/connect.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { concurrently } from '#lib/kubernetes/concurrently.ts'
import { startProduct } from '../product.ts'
import { send } from '../send.ts'
import { startKube } from './kube.ts'

// Measures a cluster of many Ingresses: in a network
// namespace of its own (see network.ts), `node e2e/cluster/measure.ts [ingresses] [services] [changes] [saves]`. Prints one line of JSON.

const [ingresses = 10_000, services = 2_000, changes = 100, saves = 50] = process.argv.slice(2).map(Number)
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses'

const service = (index: number) => ({ metadata: { name: `s${index}` }, spec: { clusterIP: 'None', ports: [{ name: 'http', port: 80, targetPort: 8080 }] } })

/** Of the pods' network, where nobody listens. */
const podAddress = (index: number) => `10.244.${100 + (index >> 8)}.${index & 255}`

const slice = (index: number) => ({
  metadata: { name: `s${index}-1`, labels: { 'kubernetes.io/service-name': `s${index}` } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 8080 }],
  endpoints: [0, 1].map((place) => ({ addresses: [podAddress(index * 2 + place)], conditions: { ready: true } })),
})

const ingress = (index: number, host = `h${index}.test`) => ({
  metadata: { name: `i${index}` },
  spec: {
    ingressClassName: 'measured',
    rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: `s${index % services}`, port: { number: 80 } } } }] } }],
  },
})

async function fill(client: Client): Promise<void> {
  const post = (path: string, body: object) => client.request('POST', path, { body })
  const all = [
    ...Array.from({ length: services }, (_, index) => () => post('/api/v1/namespaces/default/services', service(index))),
    ...Array.from({ length: services }, (_, index) => () => post('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', slice(index))),
    ...Array.from({ length: ingresses }, (_, index) => () => post(INGRESSES, ingress(index))),
  ]
  await concurrently(all, 16, async (make) => void (await make()))
}

const rssOf = async (pid: number): Promise<number> =>
  Number(/^Pss:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) / 1024

/** Milliseconds until the proxy has a route for the host: a target that is away gives another answer than no route. */
async function untilKnown(address: string, host: string, isKnown = true, timeoutMs = 60_000): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < timeoutMs) {
    const { status, body } = await send(address, { host, method: 'OPTIONS' })
    if ((status !== 404 || !body.includes('no Route')) === isKnown) return performance.now() - began
    await wait(2)
  }
  throw new Error(`${host} was not served within ${timeoutMs} ms`)
}

const quantile = (sorted: number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!

const told = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: Math.round(quantile(sorted, 0.5)), p99: Math.round(quantile(sorted, 0.99)), max: Math.round(sorted.at(-1)!) }
}

const kube = await startKube()
const connection = { type: 'kubeconfig' as const, kubeconfig: await readFile(kube.kubeconfig, 'utf8'), allowExec: false }
const client = await connect(connection)
await fill(client)
const product = await startProduct()
try {
  const { http } = product.run.addresses
  const began = performance.now()
  const workspace = { name: 'cluster', kind: 'kubernetes', connection, ingressClass: 'measured' }
  const made = await product.api('POST', '/workspaces', workspace)
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  await untilKnown(http, `h${ingresses - 1}.test`)
  const servedAfterMs = performance.now() - began
  const times: number[] = []
  for (let change = 0; change < changes; change++) {
    const host = `changed-${change}.test`
    const patch = [{ op: 'replace', path: '/spec/rules/0/host', value: host }]
    const at = performance.now()
    await client.request('PATCH', `${INGRESSES}/i${(change * 97) % ingresses}`, { body: patch, contentType: 'application/json-patch+json' })
    await untilKnown(http, host)
    times.push(performance.now() - at)
  }
  const call = async (method: string, path: string, body?: object): Promise<number> => {
    const at = performance.now()
    const { status, body: answer } = await product.api(method, path, body)
    if (status >= 300) throw new Error(JSON.stringify(answer))
    return performance.now() - at
  }
  const firstListMs = await call('GET', '/routes?workspace=cluster&limit=100')
  const lists: number[] = []
  for (let list = 0; list < 20; list++) lists.push(await call('GET', `/routes?workspace=cluster&limit=100&q=h${list}`))
  const firstDryRunMs = await call('PATCH', '/routes/default.i0?workspace=cluster&dryRun=true', { hosts: ['dry.test'] })
  const [dryRuns, answers, seen]: number[][] = [[], [], []]
  for (let save = 0; save < saves; save++) {
    const [path, fields] = [`/routes/default.i${(save * 89 + 1) % ingresses}?workspace=cluster`, { hosts: [`saved-${save}.test`] }]
    dryRuns!.push(await call('PATCH', `${path}&dryRun=true`, fields))
    const at = performance.now()
    answers!.push(await call('PATCH', path, fields))
    await untilKnown(http, `saved-${save}.test`)
    seen!.push(performance.now() - at)
  }
  const { controller, proxy, dashboard } = product.run.processes
  const memoryMiB = Object.fromEntries(await Promise.all(Object.entries({ controller, proxy, dashboard }).map(async ([name, pid]) => [name, Math.round(await rssOf(pid))])))
  const round = Math.round
  console.log(JSON.stringify({ ingresses, services, servedAfterMs: round(servedAfterMs), changeMs: told(times), firstListMs: round(firstListMs), listMs: told(lists), firstDryRunMs: round(firstDryRunMs), dryRunMs: told(dryRuns!), saveMs: told(answers!), savedAndServedMs: told(seen!), memoryMiB }))
} finally {
  await product.stop()
  await client.close()
  await kube.stop()
}
