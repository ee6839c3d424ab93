import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { TEST_CERTIFICATE } from '../lib/testing/test-certificate.ts'
import { freshName, read } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** An Ingress of 2018 with its certificate, to a Service that need not be there. */
const manifests = (name: string) => `apiVersion: v1
kind: Secret
metadata: {name: ${name}-tls}
data:
  tls.crt: ${base64(TEST_CERTIFICATE.cert)}
  tls.key: ${base64(TEST_CERTIFICATE.key)}
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: ${name}
  annotations:
    kubernetes.io/ingress.class: nginx   # the old way
    nginx.ingress.kubernetes.io/rewrite-target: /
spec:
  tls:
  - hosts: [${name}.test]
    secretName: ${name}-tls
  rules:
  - host: ${name}.test
    http:
      paths:
      - path: /cart
        backend:
          serviceName: cart
          servicePort: "8080"
      - path: /
        backend: {serviceName: web, servicePort: 80}
`

const source = (page: Page) => page.getByLabel('Manifests', { exact: true }).and(page.locator('textarea'))
const importButton = (page: Page, scope = page.getByRole('main')) => scope.getByRole('button', { name: /^Import (one object|\d+ objects)$/ })

test('manifests are converted before the eyes, looked at, and imported as one revision', async ({ page }) => {
  const name = freshName('imported')
  await page.goto('/')
  await page.getByRole('link', { name: 'Import' }).click()
  await expect(page.getByRole('heading', { name: 'Bring Ingress manifests along' })).toBeVisible()
  await source(page).fill(manifests(name))

  const conversion = page.getByRole('region', { name: 'As given and as v1' })
  await expect(conversion).toContainText('added apiVersion: networking.k8s.io/v1')
  await expect(conversion).toContainText('removed         backend: {serviceName: web, servicePort: 80}')
  await page.getByRole('button', { name: 'Show all lines' }).click()
  await expect(conversion).toContainText('tls.key: ••••••')
  await expect(conversion).not.toContainText(base64(TEST_CERTIFICATE.key))
  await expect(page.getByText('a port of digits is a number there')).toBeVisible()
  await expect(page.getByText('nginx.ingress.kubernetes.io/rewrite-target is read by another controller')).toBeVisible()
  await page.getByRole('listitem').filter({ hasText: 'is read by another controller' }).last().getByRole('button', { name: 'Line 14' }).click()
  await expect(source(page)).toBeFocused()
  expect(await source(page).evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))).toContain('rewrite-target')
  const made = page.getByRole('table', { name: 'What Sluice makes of it' })
  await expect(made.getByRole('row')).toHaveCount(6)
  await expect(made).toContainText(`${name}.test/cart → default.cart.8080`)
  await expectAccessible(page)

  await page.keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog', { name: 'Import 5 objects' })
  await expect(dialog.getByRole('heading', { name: 'What changes in the objects' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Back to the manifests' })).toBeVisible()
  await expect(dialog).toContainText(`${name}.test/cart`)
  await expect(dialog).not.toContainText('PRIVATE KEY')
  await dialog.getByRole('button', { name: 'Import 5 objects' }).click()
  await expect(page.getByText(/5 objects imported as revision \d+/)).toBeVisible()
  expect(await read(page, `/services/default.cart.8080`)).toMatchObject({ host: 'cart.default.svc.cluster.local', port: 8080 })
  expect(await read(page, `/certificates/default.${name}-tls`)).toMatchObject({ snis: [`${name}.test`] })

  await importButton(page).click()
  await expect(dialog).toContainText('No request goes anywhere else than before')
  await dialog.getByRole('button', { name: 'Import 5 objects' }).click()
  await expect(page.getByRole('main').getByText('All of it was there already: nothing changed')).toBeVisible()
  await made.getByRole('link', { name: `default.${name}~${name}.test~cart` }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`default.${name}~${name}.test~cart`)
})

test('the converted file has what was given, with the data of its Secrets', async ({ page }) => {
  const name = freshName('file')
  await page.goto('/import')
  await page.locator('input[type=file]').setInputFiles([
    { name: 'a.yaml', mimeType: 'application/yaml', buffer: Buffer.from(manifests(name)) },
    { name: 'b.yaml', mimeType: 'application/yaml', buffer: Buffer.from(manifests(`${name}-b`)) },
  ])
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(4)
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('manifests-v1.yaml')
  const text = await readFile(await download.path(), 'utf8')
  expect(text.match(/apiVersion: networking\.k8s\.io\/v1$/gm)).toHaveLength(2)
  expect(text).toContain(`tls.key: ${base64(TEST_CERTIFICATE.key)}`)
  expect(text).not.toContain('sluice-hidden')
})

test('what is v1 already, what cannot be read, and an empty field each say so', async ({ page }) => {
  await page.goto('/import')
  await page.getByRole('button', { name: 'Fill in an example' }).last().click()
  await expect(source(page)).toHaveValue(/kind: Ingress/)
  await expect(importButton(page)).toHaveText('Import 4 objects')
  await source(page).fill('apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {defaultBackend: {service: {name: a, port: {number: 80}}}}\n')
  await expect(page.getByText('This is v1 already: nothing to convert')).toBeVisible()
  await expect(importButton(page)).toHaveText('Import 2 objects')
  await source(page).fill('kind: Ingress\nmetadata:\n\tname: tab\n')
  await expect(page.getByText('This is not YAML: tabs cannot indent; use spaces.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Line 3' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Import objects' })).toHaveAttribute('aria-disabled', 'true')
  await page.route('**/api/v1/import/preview**', (route) => route.abort())
  await source(page).fill('kind: Ingress\n')
  await expect(page.getByText('The manifests could not be read')).toBeVisible()
  await page.unroute('**/api/v1/import/preview**')
  await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText('The manifests could not be read')).toBeHidden()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByRole('heading', { name: 'Bring Ingress manifests along' })).toBeVisible()
})

test('for a cluster there is a file and the command that applies it', async ({ page }) => {
  const name = freshName('cluster')
  const made = await page.request.post('/api/v1/workspaces', { data: { name, kind: 'kubernetes', connection: { type: 'inCluster' }, served: false } })
  expect(made.status(), await made.text()).toBe(201)
  await page.goto(`/import?workspace=${name}`)
  await source(page).fill(manifests(name))
  await expect(page.getByText('kubectl apply -f manifests-v1.yaml')).toBeVisible()
  await expect(page.getByText('It is of the class nginx; this workspace serves the class sluice')).toBeVisible()
  await expect(page.getByText('Sluice does not write to clusters yet')).toBeVisible()
  await expect(importButton(page)).toHaveCount(0)
  await expectAccessible(page)
})
