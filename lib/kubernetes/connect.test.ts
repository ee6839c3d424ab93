import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { expect, onTestFinished, test } from 'vitest'
import type { Connection } from '#lib/model/workspace.ts'
import { connect } from './connect.ts'

const TOKEN = 'token-that-nobody-may-see'

type Parts = { cluster?: object; user?: object; context?: object; more?: object }

const kubeconfig = ({ cluster, user, context, more }: Parts = {}): string =>
  stringify({
    'current-context': 'shop',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user: { token: TOKEN, ...user } }],
    contexts: [{ name: 'shop', context: { cluster: 'c', user: 'u', ...context } }],
    ...more,
  })

const pasted = (text: string, more: object = {}): Connection => ({ type: 'kubeconfig', kubeconfig: text, allowExec: false, ...more })

test.each<[string, string, RegExp, object?]>([
  ['what is no YAML', `token: ${TOKEN}\nusers: [${TOKEN}`, /^The kubeconfig is not valid YAML \(line 2\)$/],
  ['an alias without an anchor', `token: *${TOKEN}`, /^The kubeconfig is not valid YAML/],
  ['a word', TOKEN, /^The text is not a kubeconfig$/],
  ['a token that is no text', kubeconfig({ user: { token: { secret: TOKEN } } }), /^The kubeconfig is not valid at users\.0\.user\.token$/],
  ['a cluster without a server', kubeconfig({ cluster: { server: null } }), /not valid at clusters\.0\.cluster\.server$/],
  ['no current context', kubeconfig({ more: { 'current-context': '' } }), /has no current context: choose one \(shop\)$/],
  ['a context that it does not have', kubeconfig(), /has no context "other" \(it has: shop\)$/, { context: 'other' }],
  ['no contexts', kubeconfig({ more: { contexts: null } }), /has no context "shop" \(it has: none\)$/],
  ['a context of no cluster', kubeconfig({ context: { cluster: 'x' } }), /names the cluster "x", which the kubeconfig does not have$/],
  ['a context of no user', kubeconfig({ context: { user: 'x' } }), /names the user "x", which the kubeconfig does not have$/],
  ['a server that is no address', kubeconfig({ cluster: { server: 'cluster.test:6443' } }), /is not an address that starts with https:\/\/$/],
  ['a proxy that is not HTTP', kubeconfig({ cluster: { 'proxy-url': 'socks5://127.0.0.1:1' } }), /Only HTTP proxies can be used/],
  ['a relative file', kubeconfig({ cluster: { 'certificate-authority': 'ca.crt' } }), /names a file \(certificate-authority\), and files do not come/],
  ['an absolute file', kubeconfig({ user: { 'client-key': '/etc/key' } }), /names a file \(client-key\)/],
  ['a file of a token', kubeconfig({ user: { tokenFile: '/etc/token' } }), /names a file \(tokenFile\)/],
  ['a file of a token, of a provider', kubeconfig({ user: { 'auth-provider': { name: 'x', config: { tokenFile: '/etc/token' } } } }), /names a file \(tokenFile\)/],
  ['a program', kubeconfig({ user: { exec: { command: '/usr/bin/aws', args: [TOKEN] } } }), /from a program \(aws\), which would run on this machine/],
  ['a program of a provider', kubeconfig({ user: { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/opt/gcloud' } } } }), /from a program \(gcloud\)/],
  ['impersonated groups', kubeconfig({ user: { 'as-groups': ['admins'] } }), /Impersonation of groups/],
])('a pasted kubeconfig with %s is refused with the reason, and nothing of its secrets', async (_, text, message, more) => {
  const error: unknown = await connect(pasted(text, more)).catch((cause: unknown) => cause)
  expect(error).toMatchObject({ name: 'ConnectionError', message: expect.stringMatching(message) })
  expect((error as Error).message).not.toContain(TOKEN)
})

test('what is outside of the chosen context does not matter', async () => {
  const users = [{ name: 'u', user: { token: TOKEN } }, { name: 'v', user: { exec: { command: 'aws' } } }]
  const client = await connect(pasted(kubeconfig({ more: { users }, context: { namespace: 'shop' } })))
  onTestFinished(() => client.close())
  expect(client).toMatchObject({ server: 'https://127.0.0.1:6443', namespace: 'shop' })
})

test('the server is shown without its credentials, and with its path', async () => {
  const client = await connect(pasted(kubeconfig({ cluster: { server: `https://jo:${TOKEN}@127.0.0.1:1/k8s/clusters/c-1/` } })))
  onTestFinished(() => client.close())
  expect(client.server).toBe('https://127.0.0.1:1/k8s/clusters/c-1')
  const error: unknown = await client.request('GET', '/version').catch((cause: unknown) => cause)
  expect((error as Error).message).toMatch(/^https:\/\/127\.0\.0\.1:1\/k8s\/clusters\/c-1 does not answer: /)
})

test('a file names others from where it lies', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-kubeconfig-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'config')
  writeFileSync(file, kubeconfig({ user: { tokenFile: 'token' } }))
  const connection: Connection = { type: 'file', path: file, allowExec: false }
  await expect(connect(connection)).rejects.toThrow(`The token cannot be read: ${path.join(folder, 'token')}: there is no such file`)
  writeFileSync(path.join(folder, 'token'), TOKEN)
  const client = await connect(connection)
  onTestFinished(() => client.close())
  expect(client.namespace).toBe('default')
  await expect(connect({ ...connection, path: path.join(folder, 'none') })).rejects.toThrow(/^The kubeconfig cannot be read: .*none: there is no such file$/)
})

test('outside of a cluster there is no service account', async () => {
  await expect(connect({ type: 'inCluster' }, {})).rejects.toThrow('This process does not run in a cluster')
  const around = { KUBERNETES_SERVICE_HOST: '::1', KUBERNETES_SERVICE_PORT: '443', SERVICE_ACCOUNT_FOLDER: '/nowhere' }
  await expect(connect({ type: 'inCluster' }, around)).rejects.toThrow(/cannot be read: \/nowhere\/(token|ca\.crt): there is no such file$/)
})
