import { readdirSync, readFileSync } from 'node:fs'
import { createServer as createTls } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import path from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { withClusters } from '#lib/store/with-clusters.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { startSqliteApi, type Answer, type Api } from './harness.ts'

let api: Api
let dataDir: string

beforeAll(async () => {
  const started = await startSqliteApi((stores) => withClusters(stores, { info: () => {}, warn: () => {} }))
  ;({ api, dataDir } = started)
  return started.close
})

const TOKEN = 'a-token-that-nobody-may-see'

const kubeconfig = (server: string, user: object = { token: TOKEN }) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server } }],
    users: [{ name: 'lab', user }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
  })

const NOWHERE = 'https://127.0.0.1:1'
const pasted = { type: 'kubeconfig', kubeconfig: kubeconfig(NOWHERE) }
let made = 0

/** A workspace that is not served, so that nobody looks for its cluster. */
async function cluster(fields: object = {}): Promise<{ name: string; answer: Answer }> {
  const name = `lab-${made++}`
  const answer = await api.call('POST', '/workspaces', { body: { name, kind: 'kubernetes', served: false, connection: pasted, ...fields } })
  return { name, answer }
}

const issuesOf = ({ status, body }: Answer) => [status, body.issues.map((issue: { path: unknown[] }) => issue.path.join('.'))]

describe('a workspace of a cluster', () => {
  test('has defaults, and its kubeconfig is answered nowhere', async () => {
    const { name, answer } = await cluster()
    expect(answer).toMatchObject({ status: 201, body: { object: { kind: 'kubernetes', dialect: 'sluice', ingressClass: 'sluice', namespaces: [], publish: { type: 'nothing' } } } })
    const connection = { type: 'kubeconfig', allowExec: false, kubeconfigFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) }
    for (const address of [`/workspaces/${name}`, '/workspaces']) {
      const { text, body } = await api.call('GET', address, { as: 'viewer' })
      expect(text).not.toContain(TOKEN)
      expect((body.items ?? [body]).find((one: { name: string }) => one.name === name).connection).toEqual(connection)
    }
    expect(answer.text).not.toContain(TOKEN)
    const stale = await api.call('PATCH', `/workspaces/${name}`, { body: { description: 'x' }, headers: { 'if-match': '"0"' } })
    expect([stale.status, stale.body.current.connection]).toEqual([412, connection])
    expect(stale.text).not.toContain(TOKEN)
    const kept = readdirSync(dataDir).filter((file) => file.startsWith('sluice.db')).map((file) => readFileSync(path.join(dataDir, file), 'latin1'))
    expect([kept.length > 0, kept.join('').includes(name), kept.join('').includes(TOKEN)]).toEqual([true, true, false])
  })

  test('keeps the stored kubeconfig when what was answered is sent back, and takes another one', async () => {
    const { name } = await cluster()
    const before = (await api.call('GET', `/workspaces/${name}`)).body
    expect((await api.call('PUT', `/workspaces/${name}`, { body: before })).body.revision).toBeNull()
    const patched = await api.call('PATCH', `/workspaces/${name}`, { body: { description: 'x', connection: { context: 'lab' } } })
    expect(patched.body.object).toMatchObject({ description: 'x', connection: { context: 'lab', kubeconfigFingerprint: before.connection.kubeconfigFingerprint } })
    const replaced = await api.call('PATCH', `/workspaces/${name}`, { body: { connection: { kubeconfig: kubeconfig('https://127.0.0.1:2') } } })
    expect(replaced.body.object.connection.kubeconfigFingerprint).not.toBe(before.connection.kubeconfigFingerprint)
  })

  test('changes to a connection of another type as a whole', async () => {
    const { name } = await cluster()
    const { body } = await api.call('PATCH', `/workspaces/${name}`, { body: { connection: { type: 'inCluster' }, publish: { type: 'nodes' } } })
    expect([body.object.connection, body.object.publish]).toEqual([{ type: 'inCluster' }, { type: 'nodes' }])
    const back = await api.call('PATCH', `/workspaces/${name}`, { body: { connection: { type: 'kubeconfig' } } })
    expect(issuesOf(back)).toEqual([422, ['connection.kubeconfig']])
  })

  test('keeps its kind, which need not be said again', async () => {
    const { name } = await cluster()
    expect(issuesOf(await api.call('PATCH', `/workspaces/${name}`, { body: { kind: 'database' } }))).toEqual([422, ['kind']])
    expect(issuesOf(await api.call('PATCH', '/workspaces/default', { body: { kind: 'kubernetes' } }))).toEqual([422, ['kind']])
    const { body } = await api.call('PUT', `/workspaces/${name}`, { body: { connection: { type: 'inCluster' }, served: false } })
    expect(body.object.kind).toBe('kubernetes')
  })

  test.each([
    ['connection.kubeconfig', { kubeconfig: 'a: b: c' }],
    ['connection.kubeconfig', { kubeconfig: kubeconfig('not an address') }],
    ['connection.kubeconfig', { kubeconfig: kubeconfig(NOWHERE, { tokenFile: '/etc/passwd' }) }],
    ['connection.context', { kubeconfig: kubeconfig(NOWHERE), context: 'other' }],
    ['connection.allowExec', { kubeconfig: kubeconfig(NOWHERE, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'get-a-token' } }) }],
  ])('is refused at %s, with the reason and without the text', async (field, connection) => {
    const { answer } = await cluster({ connection: { type: 'kubeconfig', ...connection } })
    expect(issuesOf(answer)).toEqual([422, [field]])
    expect(answer.text).not.toContain(TOKEN)
  })

  test('may name a program where that is allowed; saving does not run it', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: path.join(dataDir, 'no-such-program') }
    const { answer } = await cluster({ connection: { type: 'kubeconfig', kubeconfig: kubeconfig(NOWHERE, { exec }), allowExec: true } })
    expect([answer.status, answer.body.object.connection.allowExec]).toEqual([201, true])
  })

  test('is said in the language of the reader', async () => {
    const { name } = await cluster()
    const body = { connection: { kubeconfig: kubeconfig(NOWHERE), context: 'other' } }
    const { body: refused } = await api.call('PATCH', `/workspaces/${name}`, { body, headers: { 'accept-language': 'zh-CN' } })
    expect(refused.issues[0].message).toBe('kubeconfig 中没有上下文“other”（现有：lab）')
  })
})

describe('a rehearsal', () => {
  test('writes nothing', async () => {
    const dry = await api.call('POST', '/workspaces?dryRun=true', { body: { name: 'dry' } })
    expect([dry.status, dry.body.object.name]).toEqual([200, 'dry'])
    expect((await api.call('GET', '/workspaces/dry')).status).toBe(404)
    expect((await api.call('POST', '/workspaces?dryRun=true', { body: { name: 'default' } })).status).toBe(409)
    const before = (await api.call('GET', '/workspaces/default')).body
    const { object } = (await api.call('PATCH', '/workspaces/default?dryRun=true', { body: { description: 'dry' } })).body
    expect([object.description, Object.keys(object)]).toEqual(['dry', Object.keys(before)])
    expect((await api.call('DELETE', '/workspaces/default?dryRun=true')).status).toBe(409)
    expect((await api.call('GET', '/workspaces/default')).body).toEqual(before)
    const { status } = await api.call('PUT', '/workspaces/default?dryRun=true', { body: before, headers: { 'if-match': '"none"' } })
    expect(status).toBe(412)
  })
})

/** The port of a server that ends with the test. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('a trial of a connection', () => {
  const tryIt = async (connection: object, name = '-') => (await api.call('POST', `/workspaces/${name}/test`, { body: { connection } })).body
  const nothing = { ok: false, version: null, user: null, access: [] }

  test('says that nobody listens', async () => {
    expect(await tryIt(pasted)).toEqual({ ...nothing, server: NOWHERE, problems: [expect.stringContaining('the connection was refused')] })
  })

  test('says that a name is not known', async () => {
    const { problems } = await tryIt({ type: 'kubeconfig', kubeconfig: kubeconfig('https://no-such-host.invalid') })
    expect(problems).toEqual([expect.stringContaining('https://no-such-host.invalid is not known')])
  })

  test('says that the certificate is not trusted', async () => {
    const port = await listening(createTls(TEST_CERTIFICATE))
    const { problems } = await tryIt({ type: 'kubeconfig', kubeconfig: kubeconfig(`https://127.0.0.1:${port}`) })
    expect(problems).toEqual([expect.stringMatching(/^The certificate of https:\/\/127.0.0.1:\d+ is not trusted/)])
  })

  test('says what is wrong with it before anybody is asked', async () => {
    expect(await tryIt({ type: 'inCluster' })).toEqual({ ...nothing, server: null, problems: [expect.stringContaining('does not run in a cluster')] })
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'get-a-token' }
    const { problems } = await tryIt({ type: 'kubeconfig', kubeconfig: kubeconfig(NOWHERE, { exec }) })
    expect(problems).toEqual([expect.stringContaining('get-a-token')])
    const missing = await tryIt({ type: 'file', path: path.join(dataDir, 'none') })
    expect(missing.problems).toEqual([expect.stringContaining('there is no such file')])
  })

  test('takes the stored kubeconfig where none is sent, and is noted', async () => {
    const { name } = await cluster()
    expect((await api.call('POST', `/workspaces/${name}/test`, { body: {} })).body.server).toBe(NOWHERE)
    expect((await tryIt({ type: 'kubeconfig', context: 'lab' }, name)).server).toBe(NOWHERE)
    const { body } = await api.call('GET', '/audit')
    expect(body.items[0]).toMatchObject({ action: 'workspaces.test', subject: `workspaces/${name}`, detail: NOWHERE })
  })

  test('needs a connection, and takes no unknown field', async () => {
    expect(issuesOf(await api.call('POST', '/workspaces/-/test', { body: { connection: { type: 'kubeconfig' } } }))).toEqual([422, ['connection.kubeconfig']])
    expect((await api.call('POST', '/workspaces/-/test', { body: { connection: { type: 'inCluster', host: 'x' } } })).status).toBe(422)
  })

  test('gives up after ten seconds on a server that says nothing', { timeout: 15_000 }, async () => {
    const port = await listening(createServer(() => {}))
    const { problems } = await tryIt({ type: 'kubeconfig', kubeconfig: kubeconfig(`http://127.0.0.1:${port}`) })
    expect(problems).toEqual([expect.stringContaining('did not answer within 10 s')])
  })
})

describe('the state of a cluster', () => {
  test('is told of Kubernetes workspaces only', async () => {
    expect((await api.call('GET', '/workspaces/default/cluster', { as: 'viewer' })).status).toBe(404)
    expect((await api.call('GET', '/workspaces/none/cluster')).status).toBe(404)
  })

  test('begins with the first question and says why there is no connection', async () => {
    const { name } = await cluster({ connection: { type: 'inCluster' } })
    const ask = async () => (await api.call('GET', `/workspaces/${name}/cluster`, { as: 'viewer' })).body
    await ask()
    await expect.poll(ask).toEqual({ server: null, error: expect.stringContaining('does not run in a cluster'), parts: {}, mayWrite: expect.objectContaining({ routes: null }) })
    const { body } = await api.call('GET', `/workspaces/${name}/cluster`, { headers: { 'accept-language': 'zh-CN' } })
    expect(body.error).toContain('此进程不在集群中运行')
  })
})

test.each([['without a connection', { type: 'inCluster' }], ['that does not answer', pasted]])('a cluster %s leaves the other workspaces as they are', async (_, connection) => {
  const { name } = await cluster({ served: true, connection })
  onTestFinished(async () => void (await api.call('DELETE', `/workspaces/${name}`)))
  expect((await api.call('GET', '/diagnostics')).status).toBe(200)
  expect((await api.call('POST', '/upstreams?dryRun=true', { body: { name: `of-${name}` } })).status).toBe(200)
})

test('the API document says what may be sent and what is answered', async () => {
  const { body } = await api.call('GET', '/openapi.json')
  const { schemas } = body.components
  expect(JSON.stringify(schemas.workspaces)).toContain('kubeconfigFingerprint')
  expect(JSON.stringify(schemas.workspaces)).not.toContain('"kubeconfig":')
  expect(JSON.stringify(schemas['workspaces.input'])).toContain('"kubeconfig":')
  expect(schemas.routes.properties.origin).toMatchObject({ properties: { kind: { type: 'string' }, namespace: { type: 'string' } } })
})
