import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { reasonAgainst, whatMayBeDone } from '#lib/kubernetes/access.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { connect, type Surroundings } from '#lib/kubernetes/connect.ts'
import type { Connection } from '#lib/model/workspace.ts'
import { accountKubeconfig, grant } from './accounts.ts'
import { namespace, testCluster } from './kube.ts'

const cluster = testCluster()
const admin = readFileSync(cluster.kubeconfig, 'utf8')
let own: { name: string; remove(): Promise<void> }
let account: { text: string; token: string }

beforeAll(async () => {
  own = await namespace(cluster, 'connect')
  account = await accountKubeconfig(cluster, own.name, 'reader')
})
afterAll(() => own.remove())

async function open(connection: Connection, around?: Surroundings): Promise<Client> {
  const client = await connect(connection, around)
  onTestFinished(() => client.close())
  return client
}

const pasted = (kubeconfig: string, more: { context?: string; allowExec?: boolean } = {}): Connection => ({ type: 'kubeconfig', kubeconfig, allowExec: false, ...more })
const version = (client: Client) => client.request<{ gitVersion: string }>('GET', '/version')
const whoAmI = async (client: Client) => (await whatMayBeDone(client, [])).user

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sluice-connect-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** The kubeconfig of the account with another way to say who it is. */
function withUser(user: object): string {
  const config = parse(account.text) as { users: { name: string }[] }
  return stringify({ ...config, users: config.users.map(({ name }) => ({ name, user })) })
}

test('a pasted kubeconfig connects as its user, in the namespace of its context', async () => {
  const client = await open(pasted(account.text))
  expect(await whoAmI(client)).toBe(`system:serviceaccount:${own.name}:reader`)
  expect(client.namespace).toBe(own.name)
})

test('files are found by a path, by KUBECONFIG and in the home folder, and are merged', async () => {
  const home = folder()
  const [users, rest] = [path.join(home, 'users'), path.join(home, 'rest')]
  const config = parse(admin) as { users: object[] }
  writeFileSync(users, stringify({ users: config.users }))
  writeFileSync(rest, stringify({ ...config, users: [] }))
  expect(await version(await open({ type: 'file', path: cluster.kubeconfig, allowExec: false }))).toHaveProperty('gitVersion')
  expect(await version(await open({ type: 'file', allowExec: false }, { KUBECONFIG: `${users}:${rest}` }))).toHaveProperty('gitVersion')
  await expect(open({ type: 'file', allowExec: false }, { HOME: home })).rejects.toThrow(`${path.join(home, '.kube/config')}: there is no such file`)
})

test('a service account is used by its files, and a token that was replaced at once', async () => {
  const files = folder()
  const config = parse(admin) as { clusters: { cluster: { server: string; 'certificate-authority-data': string } }[] }
  const { server, 'certificate-authority-data': ca } = config.clusters[0]!.cluster
  writeFileSync(path.join(files, 'ca.crt'), Buffer.from(ca, 'base64'))
  writeFileSync(path.join(files, 'namespace'), own.name)
  writeFileSync(path.join(files, 'token'), 'outdated')
  const { hostname, port } = new URL(server)
  const around = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, SERVICE_ACCOUNT_FOLDER: files }
  const client = await open({ type: 'inCluster' }, around)
  await expect(version(client).then(() => whoAmI(client))).rejects.toMatchObject({ status: 401 })
  writeFileSync(path.join(files, 'token'), `${account.token}\n`)
  expect(await whoAmI(client)).toBe(`system:serviceaccount:${own.name}:reader`)
  expect(client.namespace).toBe(own.name)
})

test('a program that gives a token runs where it is allowed, once for many requests', async () => {
  const files = folder()
  const [credential, calls] = [path.join(files, 'credential'), path.join(files, 'calls')]
  writeFileSync(credential, JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: account.token } }))
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', `echo "$KUBERNETES_EXEC_INFO" >> ${calls}; cat ${credential}`] }
  await expect(open(pasted(withUser({ exec })))).rejects.toThrow('gets its credentials from a program (sh)')
  const client = await open(pasted(withUser({ exec }), { allowExec: true }))
  await Promise.all(Array.from({ length: 20 }, () => version(client)))
  expect(await whoAmI(client)).toBe(`system:serviceaccount:${own.name}:reader`)
  const lines = readFileSync(calls, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({ kind: 'ExecCredential' })
})

test('what a failing program prints is told without what may be a token', async () => {
  const exec = (script: string) => pasted(withUser({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] } }), { allowExec: true })
  await expect(open(exec(`echo "session over for ${account.token}" >&2; exit 3`))).rejects.toThrow(/not given: session over for …$/)
  await expect(open(exec(`echo ${account.token}`))).rejects.toThrow(/not given: what it printed is not JSON$/)
})

test('requests go through the proxy that the kubeconfig names', async () => {
  const tunnels: string[] = []
  const sockets = new Set<Socket>()
  const proxy = createServer().on('connect', (request: IncomingMessage, near: Socket) => {
    tunnels.push(request.url!)
    const far = connectTcp(Number(request.url!.split(':')[1]), '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'))
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  const config = parse(account.text) as { clusters: { cluster: object }[] }
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const clusters = config.clusters.map((each) => ({ ...each, cluster: { ...each.cluster, 'proxy-url': url } }))
  const client = await open(pasted(stringify({ ...config, clusters })))
  expect(await whoAmI(client)).toBe(`system:serviceaccount:${own.name}:reader`)
  expect(new Set(tunnels)).toEqual(new Set([new URL(client.server).host]))
})

test('errors say what the server said, or that it says nothing', async () => {
  const client = await open(pasted(admin))
  const configMaps = `/api/v1/namespaces/${own.name}/configmaps`
  const body = { metadata: { name: 'twice' } }
  await client.request('POST', configMaps, { body })
  await expect(client.request('POST', configMaps, { body })).rejects.toMatchObject({ status: 409, reason: 'AlreadyExists', message: 'configmaps "twice" already exists' })
  await expect(client.request('GET', `${configMaps}/never`)).rejects.toMatchObject({ status: 404, reason: 'NotFound', details: { name: 'never' } })
  const reader = await open(pasted(account.text))
  await expect(reader.request('GET', configMaps)).rejects.toMatchObject({ status: 403, reason: 'Forbidden' })

  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const away = await open(pasted(admin.replace(/server: .*/, `server: https://127.0.0.1:${port}`)))
  await expect(version(away)).rejects.toMatchObject({ status: 0, reason: 'NoAnswer', message: expect.stringContaining('ECONNREFUSED') })

  const stranger = await open(pasted(admin.replace(/certificate-authority-data: .*/, 'tls-server-name: kubernetes')))
  await expect(version(stranger)).rejects.toMatchObject({ status: 0, message: expect.stringContaining('certificate') })
})

test('each of many requests with a token that is not known says so, though the server ends the connection after the first', async () => {
  const client = await open(pasted(account.text.replace(account.token, 'unknown')))
  const statuses = await Promise.all(Array.from({ length: 50 }, () => version(client).then(() => 200, ({ status }: { status: number }) => status)))
  expect(new Set(statuses)).toEqual(new Set([401]))
})

test('300 watches share a few connections, and each gets its event', async () => {
  const client = await open(pasted(admin))
  const configMaps = `/api/v1/namespaces/${own.name}/configmaps`
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  let opened = 0
  const seen = new Set<string>()
  const follow = async (name: string) => {
    const query = { fieldSelector: `metadata.name=${name}`, timeoutSeconds: '120' }
    for await (const event of client.watch(configMaps, query, { signal: ending.signal, idleMs: 60_000, onOpen: () => (opened += 1) })) {
      if (event.type === 'ADDED' && event.object.metadata.name === name) return void seen.add(name)
    }
  }
  const names = Array.from({ length: 300 }, (_, index) => `watched-${index}`)
  const watches = Promise.all(names.map(follow))
  await expect.poll(() => opened, { timeout: 20_000 }).toBe(300)
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
  expect(sockets).toBeLessThan(20)
  for (let from = 0; from < 300; from += 20) {
    await Promise.all(names.slice(from, from + 20).map((name) => client.request('POST', configMaps, { body: { metadata: { name } } })))
  }
  await watches
  expect(seen.size).toBe(300)
})

test('what an account may do is known by namespace, and in the cluster', async () => {
  await grant(cluster, {
    namespace: own.name,
    account: 'reader',
    rules: [
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['list', 'watch', 'update'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'], resourceNames: ['shop-tls'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['*'] },
    ],
  })
  const client = await open(pasted(account.text))
  const access = await whatMayBeDone(client, [own.name])
  const right = (verb: string, resource: string) => access.rights.find((each) => each.verb === verb && each.resource === resource)
  expect(access).toMatchObject({ user: `system:serviceaccount:${own.name}:reader`, version: expect.stringMatching(/^v1\./), problems: [] })
  expect(right('list', 'ingresses')).toEqual({ verb: 'list', resource: 'ingresses', namespace: own.name, allowed: true, names: [] })
  expect(right('list', 'secrets')).toMatchObject({ allowed: false, names: ['shop-tls'] })
  expect(right('patch', 'ingresses/status')).toMatchObject({ allowed: false, names: [] })
  expect(right('list', 'ingressclasses')).toMatchObject({ namespace: null, allowed: false })
  expect(right('create', 'leases')).toMatchObject({ namespace: own.name, allowed: true })
  expect(reasonAgainst(access, 'update', 'ingresses', own.name)).toBeNull()
  expect(reasonAgainst(access, 'delete', 'ingresses', own.name)).toBe(`${access.user} may not delete ingresses in namespace ${own.name}`)

  const everywhere = await whatMayBeDone(client, [])
  expect(everywhere.rights.find((each) => each.verb === 'list' && each.resource === 'ingresses')).toMatchObject({ namespace: null, allowed: false })
  const all = await whatMayBeDone(await open(pasted(admin)), [])
  expect(all.rights.every(({ allowed }) => allowed)).toBe(true)
  expect(all.rights.length).toBe(everywhere.rights.length)
})

test('a process that only connected can end', async () => {
  const program = `import { connect } from '#lib/kubernetes/connect.ts'
    const client = await connect({ type: 'file', path: process.argv[1], allowExec: false })
    await client.request('GET', '/version')
    await client.close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, cluster.kubeconfig], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([0, null])
})
