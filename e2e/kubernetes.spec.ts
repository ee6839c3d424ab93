import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { kubeMissing, startKube, type Kube } from './cluster/kube.ts'
import { freshName, save } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

// The forms of a workspace of a cluster, in a browser, and what stands in the cluster afterwards.

const missing = await kubeMissing()

test.describe.configure({ mode: 'serial' })

let kube: Kube
const NAMESPACE = 'shop'
const backend = { service: { name: 'shop', port: { number: 80 } } }

const read = async (kind: string, name: string) => JSON.parse(await kube.kubectl(['-n', NAMESPACE, 'get', kind, name, '-o', 'json'])) as Record<string, any>
const apply = (object: object) => kube.kubectl(['-n', NAMESPACE, 'apply', '-f', '-'], JSON.stringify(object))

test.beforeAll(async ({ product }) => {
  test.skip(missing !== null, missing ?? '')
  kube = await startKube()
  await kube.kubectl(['create', 'namespace', NAMESPACE])
  for (const name of ['shop', 'shop-v2']) {
    await apply({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } })
  }
  const connection = { type: 'kubeconfig', kubeconfig: await readFile(kube.kubeconfig, 'utf8') }
  const made = await product.api('POST', '/workspaces', { name: 'lab', kind: 'kubernetes', connection, namespaces: [NAMESPACE] })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
})

test.afterAll(async ({ product }) => {
  await product.api('DELETE', '/workspaces/lab')
  await kube?.stop()
})

test.beforeEach(async ({ page, product }) => {
  await page.context().addCookies([{ name: 'sluice_workspace', value: 'lab', url: product.run.addresses.dashboard }])
})

/** Types into a combobox that takes what is not listed, too. */
async function type(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label, exact: true })
  await field.fill(text)
  await field.press('Enter')
}

test('a route is made, and its Ingress is shown before it is written', async ({ page }) => {
  await page.goto('/routes/new')
  await type(page, 'Namespace', NAMESPACE)
  await type(page, 'Ingress', 'web')
  await expect(page.getByText('Makes Ingress shop/web of the class sluice.')).toBeVisible()
  await page.getByLabel('Host', { exact: true }).fill('web.test')
  await page.getByRole('combobox', { name: 'Service' }).fill('shop.shop.80')
  await page.getByRole('option', { name: /^shop\.shop\.80/ }).click()
  await expect(page.getByText('shop.web', { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Create route', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Create / })
  await expect(dialog.getByRole('heading', { name: 'Kubernetes objects' })).toBeVisible()
  await expect(dialog).toContainText('Ingress shop/web')
  await expect(dialog).toContainText('ingressClassName: sluice')
  await expectAccessible(page)
  expect(await kube.kubectl(['-n', NAMESPACE, 'get', 'ingress', '-o', 'name'])).toBe('')
  await dialog.getByRole('button', { name: 'Create route', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop.web' })).toBeVisible({ timeout: 20_000 })
  expect((await read('ingress', 'web')).spec).toEqual({ ingressClassName: 'sluice', rules: [{ host: 'web.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] })
  await expectAccessible(page)
})

test('editing an Ingress that Helm keeps warns first, and touches nothing but what was edited', async ({ page }) => {
  const labels = { 'app.kubernetes.io/managed-by': 'Helm', team: 'a' }
  const annotations = { 'meta.helm.sh/release-name': 'front', 'meta.helm.sh/release-namespace': NAMESPACE, 'example.com/kept': 'yes' }
  const rules = [{ host: 'helm.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }]
  await apply({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'helm', labels, annotations }, spec: { ingressClassName: 'sluice', rules } })
  const before = await read('ingress', 'helm')
  await page.goto('/routes')
  await expect(page.getByRole('row', { name: /shop\.helm/ })).toContainText('Helm')
  await page.goto('/routes/shop.helm/edit')
  await page.getByRole('switch', { name: 'Strip path' }).click()
  await page.getByRole('button', { name: 'Save route', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Edit / })
  await expect(dialog).toContainText('Helm release shop/front keeps Ingress shop/helm')
  await expect(dialog.getByRole('button', { name: 'Copy patch' })).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('checkbox', { name: 'Write it all the same' }).click()
  await dialog.getByRole('button', { name: 'Save route', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop.helm' })).toBeVisible({ timeout: 20_000 })
  const after = await read('ingress', 'helm')
  expect(after.spec).toEqual(before.spec)
  expect(after.metadata.labels).toEqual(labels)
  expect(after.metadata.annotations).toEqual({ ...before.metadata.annotations, 'sluice.dev/strip-path': 'true' })
})

test("somebody else's newer version is shown beside, and nothing is lost", async ({ page }) => {
  await page.goto('/routes/shop.web/edit')
  await page.getByRole('switch', { name: 'Strip path' }).click()
  await kube.kubectl(['-n', NAMESPACE, 'annotate', 'ingress', 'web', 'sluice.dev/methods=GET'])
  await page.getByRole('button', { name: 'Save route', exact: true }).click()
  const stale = page.getByRole('dialog').filter({ hasText: 'methods' })
  await expect(stale).toBeVisible()
  await stale.getByRole('button', { name: /Merge|my changes/i }).click()
  const dialog = page.getByRole('dialog', { name: /^Edit / })
  await dialog.getByRole('button', { name: 'Save route', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop.web' })).toBeVisible({ timeout: 20_000 })
  expect((await read('ingress', 'web')).metadata.annotations).toEqual({ 'sluice.dev/methods': 'GET', 'sluice.dev/strip-path': 'true' })
})

test('a canary is started and promoted', async ({ page }) => {
  await page.goto('/canaries/new?route=shop.web')
  await page.getByRole('combobox', { name: /ervice/ }).first().fill('shop.shop-v2.80')
  await page.getByRole('option', { name: /^shop\.shop-v2\.80/ }).click()
  await save(page, 'Create canary')
  await expect(page.getByRole('heading', { level: 1, name: 'shop.web' })).toBeVisible({ timeout: 20_000 })
  expect((await read('ingress', 'web')).metadata.annotations).toMatchObject({ 'sluice.dev/canary-service': 'shop-v2:80' })
  await page.getByRole('button', { name: 'Promote canary' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Promote canary' }).click()
  await expect(page.getByText(/romoted/).first()).toBeVisible({ timeout: 20_000 })
  expect((await read('ingress', 'web')).spec.rules[0].http.paths[0].backend.service.name).toBe('shop-v2')
})

test('the cluster page says what is there, and why a route cannot be reached', async ({ page }) => {
  await page.goto('/cluster')
  await expect(page.getByRole('heading', { level: 1, name: 'Cluster' })).toBeVisible()
  await expect(page.getByRole('row', { name: /helm/ })).toContainText('sluice')
  await expectAccessible(page)
  await page.goto('/routes/shop.web')
  await expect(page.getByText(/no (ready )?endpoints|No pod/i).first()).toBeVisible()
})

test('history holds the edit from outside, by its manager', async ({ page }) => {
  const manager = freshName('night-shift')
  await kube.kubectl(['-n', NAMESPACE, 'annotate', '--overwrite', `--field-manager=${manager}`, 'ingress', 'web', 'sluice.dev/methods=GET, HEAD'])
  await expect(async () => {
    await page.goto('/history')
    await expect(page.getByText(manager).first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 20_000 })
  await expectAccessible(page)
})

test('a service of pods, by its form', async ({ page }) => {
  const name = freshName('typed')
  await page.goto('/services/new')
  await type(page, 'Namespace', NAMESPACE)
  await page.getByLabel('Service in the cluster').fill(name)
  await page.getByRole('button', { name: 'Add label' }).click()
  await page.getByRole('textbox', { name: /Label 1: key/ }).fill('app')
  await page.getByRole('textbox', { name: /Label 1: value/ }).fill('typed')
  await save(page, 'Create service')
  await expect(page.getByRole('heading', { level: 1, name: `${NAMESPACE}.${name}.80` })).toBeVisible({ timeout: 20_000 })
  expect((await read('service', name)).spec).toMatchObject({ type: 'ClusterIP', selector: { app: 'typed' }, ports: [{ port: 80, targetPort: 80 }] })
  await expectAccessible(page)
})
