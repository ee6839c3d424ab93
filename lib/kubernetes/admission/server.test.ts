import https from 'node:https'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import { diagnoseReach } from '#lib/compile/reach/reach.ts'
import type { ClusterObjects, V1Ingress, V1Service } from '../objects.ts'
import { readCluster, readMemo } from '../read/read-cluster.ts'
import { bundleOf, renew, type Material } from './material.ts'
import { neighbourhood, type Neighbourhood } from './neighbours.ts'
import type { Scene } from './review.ts'
import { pathFor, startWebhookServer } from './server.ts'

const INGRESSES = 10_000
const TRIES = 80
const BAR_MS = 100

let material: Material
beforeAll(async () => {
  material = await renew(null, ['127.0.0.1'], Date.now())
})

const metadata = (name: string, index = 0) => ({
  name, namespace: `n${index % 50}`, uid: `u-${name}`, resourceVersion: '1', generation: 1,
  creationTimestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString().replace('.000', ''),
})

const rule = (host: string, ...paths: string[]) => ({
  host, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix' as const, backend: { service: { name: 'web', port: { number: 80 } } } })) },
})

const ingress = (index: number): V1Ingress => ({
  metadata: { ...metadata(`i${index}`, index), annotations: { 'sluice.dev/timeouts': '{ requestMs: 5000 }' } },
  // A fifth of them share few hosts.
  spec: { ingressClassName: 'sluice', tls: [{ hosts: [`h${index}.test`], secretName: 'pair' }], rules: [rule(`h${index}.test`, '/', '/api'), ...(index % 5 ? [] : [rule(`shared${index % 100}.test`, `/p${index}`)])] },
})

function manyObjects(): ClusterObjects {
  const services = new Map(Array.from({ length: 50 }, (_, index): [string, V1Service] => [`n${index}/web`, { metadata: metadata('web', index), spec: { ports: [{ port: 80 }] } }]))
  const ingresses = new Map(Array.from({ length: INGRESSES }, (_, index) => ingress(index)).map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]))
  return { ...EMPTY, services, ingresses }
}

const EMPTY = { ingresses: new Map(), ingressClasses: null, services: new Map(), endpointSlices: new Map(), secrets: new Map(), configMaps: new Map() } as unknown as ClusterObjects

function sceneOf(objects: ClusterObjects, memo = readMemo(), near: Neighbourhood = neighbourhood()): Scene {
  return {
    workspace: { name: 'cluster', dialect: 'sluice', ingressClass: 'sluice', namespaces: [] },
    reading: readCluster(objects, { workspace: 'cluster', ingressClass: 'sluice', revision: 1, memo }),
    objects,
    neighbourhood: near,
    check(config) {
      const compiled = compile([config], { now: new Date() })
      return [...compiled.diagnostics, ...diagnoseReach(compiled, [config])]
    },
  }
}

type Answer = { response: { uid: string; allowed: boolean; warnings?: string[] } }

const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })

function ask(port: number, workspace: string, body: unknown, shown = material): Promise<{ status: number; body: Answer }> {
  return new Promise((resolve, reject) => {
    const asked = https.request({ host: '127.0.0.1', port, method: 'POST', path: pathFor(shown, workspace), ca: bundleOf(shown), agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: answer.statusCode!, body: (text.startsWith('{') ? JSON.parse(text) : null) as Answer }))
    })
    asked.on('error', reject)
    asked.end(JSON.stringify(body))
  })
}

const question = (object: unknown, operation = 'CREATE') => ({
  apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview',
  request: { uid: 'u', name: 'new', kind: { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }, operation, object, oldObject: null },
})

const asked = (...rules: object[]) => ({ metadata: { name: 'new', namespace: 'n1' }, spec: { ingressClassName: 'sluice', rules } })

async function start(scene: () => Scene | null, log = { info: () => {}, error: () => {} } as { info: (fields: object, text: string) => void; error: (fields: object, text: string) => void }) {
  const server = await startWebhookServer({ host: '127.0.0.1', port: 0, sceneOf: scene, log })
  onTestFinished(server.close)
  server.show(material)
  return server
}

const quantile = (times: number[], part: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * part)]!

test(`beside ${INGRESSES} Ingresses an answer takes less than ${BAR_MS} ms, also after each change of one`, { timeout: 60_000 }, async () => {
  const memo = readMemo()
  let objects = manyObjects()
  const near = neighbourhood()
  let scene = sceneOf(objects, memo, near)
  const { port } = await start(() => scene)
  const times: Record<'still' | 'changing', number[]> = { still: [], changing: [] }
  await ask(port, 'cluster', question(asked(rule('warm.test', '/'))))
  for (const kind of ['still', 'changing'] as const) {
    for (let round = 0; round < TRIES; round++) {
      if (kind === 'changing') {
        const one = ingress(round)
        const changed = { ...one, metadata: { ...one.metadata, generation: 2 + round, resourceVersion: '2' } }
        objects = { ...objects, ingresses: new Map(objects.ingresses).set(`${one.metadata.namespace}/${one.metadata.name}`, changed) }
        scene = sceneOf(objects, memo, near)
      }
      const body = question(asked(rule(`shared${(round % 20) * 5}.test`, `/p${round * 5}`, '/new'), rule(`h${round}.test`, '/')))
      const began = performance.now()
      const { body: answer } = await ask(port, 'cluster', body)
      times[kind].push(performance.now() - began)
      expect(answer.response.allowed).toBe(true)
      expect(answer.response.warnings).not.toEqual([])
    }
  }
  for (const kind of ['still', 'changing'] as const) {
    console.log(`${kind}: p50 ${quantile(times[kind], 0.5).toFixed(1)} ms, p99 ${quantile(times[kind], 0.99).toFixed(1)} ms`)
    expect(quantile(times[kind], 0.95)).toBeLessThan(BAR_MS)
  }
})

test('a workspace that is not known yet, and a fault of ours, let everything in, with a warning', async () => {
  const said: string[] = []
  const log = { info: () => {}, error: (_: object, text: string) => void said.push(text) }
  const server = await start(() => null, log)
  expect((await ask(server.port, 'cluster', question(asked(rule('a.test', '/'))))).body.response).toEqual({ uid: 'u', allowed: true, warnings: [expect.stringContaining('not read this cluster yet')] })
  const broken = await start(() => ({ ...sceneOf(EMPTY), check: () => { throw new Error('broken') } }), log)
  expect((await ask(broken.port, 'cluster', question(asked(rule('a.test', '/'))))).body.response).toMatchObject({ allowed: true, warnings: ['Sluice could not check this Ingress'] })
  expect([broken.counts().failed, said]).toEqual([1, ['an Ingress could not be checked']])
})

test.each([
  ['other kinds', { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } }],
  ['deletions', { operation: 'DELETE', object: null }],
])('%s are let in without a word', async (_, changes) => {
  const { port } = await start(() => sceneOf(EMPTY))
  const body = question(null)
  expect((await ask(port, 'cluster', { ...body, request: { ...body.request, ...changes } })).body.response).toEqual({ uid: 'u', allowed: true })
})

test('a new certificate is shown at once, and the old token opens nothing', async () => {
  const server = await start(() => sceneOf(EMPTY))
  const next = await renew(null, ['127.0.0.1'], Date.now())
  expect((await ask(server.port, 'cluster', question(null))).status).toBe(400)
  server.show(next)
  expect((await ask(server.port, 'cluster', { ...question(null), request: { ...question(null).request, operation: 'DELETE' } }, next)).status).toBe(200)
  await expect(ask(server.port, 'cluster', question(null))).rejects.toThrow(/certificate/)
})

test('who does not know the path is told nothing, and holds no connection', async () => {
  const { port } = await start(() => sceneOf(EMPTY))
  const shown = { ...material, token: 'x'.repeat(material.token.length) }
  const [status, connection] = await new Promise<[number, string | undefined]>((resolve, reject) => {
    const asked = https.request({ host: '127.0.0.1', port, method: 'POST', path: pathFor(shown, 'cluster'), ca: bundleOf(material), agent: new https.Agent({ keepAlive: true }) }, (answer) => {
      answer.resume().on('end', () => resolve([answer.statusCode!, answer.headers.connection]))
    })
    asked.on('error', reject).end('{}')
  })
  expect([status, connection]).toEqual([404, 'close'])
})

test('a port that is taken is told by its variable', async () => {
  const { port } = await start(() => null)
  await expect(startWebhookServer({ host: '127.0.0.1', port, sceneOf: () => null, log: { info: () => {}, error: () => {} } })).rejects.toThrow(/^SLUICE_WEBHOOK_PORT \d+ cannot be listened on/)
})
