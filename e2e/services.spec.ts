import { TEST_CERTIFICATE } from '../lib/testing/test-certificate.ts'
import { choose, freshName, headRevision, make, pick, read, save } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

test('a service is created together with the upstream it needs', async ({ page }) => {
  const [name, upstream] = [freshName('shop'), freshName('pool')]
  await page.goto('/services')
  await page.getByRole('link', { name: 'Create service' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('combobox', { name: 'Upstream' }).fill(upstream)
  await page.getByRole('option', { name: `Create upstream “${upstream}”` }).click()
  const drawer = page.getByRole('dialog', { name: 'Create an upstream' })
  await expect(drawer.getByLabel('Name', { exact: true })).toHaveValue(upstream)
  await drawer.getByLabel('Target 1: Host').fill('127.0.0.1:9001')
  await save(page, 'Create upstream', drawer)
  await expect(page.getByRole('combobox', { name: 'Upstream' })).toHaveValue(upstream)
  await save(page, 'Create service')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Related objects' }).getByRole('link', { name: upstream })).toBeVisible()
  expect(await read(page, `/services/${name}`)).toMatchObject({ protocol: 'http', upstream, enabled: true })
})

test('every field of a service is kept, and saving it again without a change makes no revision', async ({ page }) => {
  const certificate = await make(page, 'certificates', { name: freshName('client'), ...TEST_CERTIFICATE })
  const name = freshName('every-field')
  await page.goto('/services/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await choose(page.getByRole('combobox', { name: 'Protocol' }), 'https')
  await page.getByRole('radio', { name: 'A host' }).check()
  await page.getByLabel('Host', { exact: true }).fill('shop.internal')
  await page.getByLabel('Port').fill('8443')
  await page.getByLabel('Path').fill('/v2')
  await page.getByRole('switch', { name: 'Enabled' }).click()
  await page.getByText('Additional settings').click()
  await page.getByLabel('Connect').fill('1000')
  await page.getByLabel('Read', { exact: true }).fill('2000')
  await page.getByLabel('Write').fill('3000')
  await page.getByLabel('Retries', { exact: true }).fill('0')
  await page.getByRole('radio', { name: 'Off', exact: true }).check()
  await page.getByRole('textbox', { name: 'Certificate authorities' }).fill(TEST_CERTIFICATE.cert)
  await page.getByRole('combobox', { name: 'Client certificate' }).fill(certificate)
  await pick(page.getByRole('option', { name: certificate }))
  await page.getByLabel('Tags').fill('team-a ')
  await save(page, 'Create service')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const stored = await read(page, `/services/${name}`)
  expect(stored).toMatchObject({
    protocol: 'https', host: 'shop.internal', port: 8443, path: '/v2', enabled: false, retries: 0,
    connectTimeoutMs: 1000, readTimeoutMs: 2000, writeTimeoutMs: 3000,
    tlsVerify: false, caCertificates: TEST_CERTIFICATE.cert, clientCertificate: certificate, tags: ['team-a'],
  })

  const before = await headRevision(page)
  await page.goto(`/services/${name}/edit`)
  await page.getByRole('button', { name: 'Save service' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  expect(await headRevision(page)).toBe(before)
  expect(await read(page, `/services/${name}`)).toEqual(stored)
})

test('a service is edited: what its new protocol does not have is not sent', async ({ page }) => {
  const name = await make(page, 'services', { name: freshName('shop'), protocol: 'https', host: '10.0.0.1', path: '/a', tlsVerify: false })
  await page.goto(`/services/${name}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await choose(page.getByRole('combobox', { name: 'Protocol' }), 'tcp')
  await expect(page.getByText('does not serve the protocol').first()).toBeVisible()
  await expect(page.getByLabel('Path')).toBeHidden()
  await save(page, 'Save service')
  await expect(page.getByText('tcp://10.0.0.1').first()).toBeVisible()
  const stored = await read(page, `/services/${name}`)
  expect(stored).not.toHaveProperty('path')
  expect(stored).not.toHaveProperty('tlsVerify')
})

test('a copy of a service has all but its name', async ({ page }) => {
  const name = await make(page, 'services', { name: freshName('shop'), host: '10.0.0.1', port: 81, retries: 2 })
  await page.goto(`/services?q=${name}`)
  await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(`${name}-copy`)
  await save(page, 'Create service')
  await expect(page.getByRole('heading', { level: 1, name: `${name}-copy` })).toBeVisible()
  expect(await read(page, `/services/${name}-copy`)).toMatchObject({ host: '10.0.0.1', port: 81, retries: 2 })
})

test('a service in use is not deleted, and says what uses it; without a use it is', async ({ page }) => {
  const name = await make(page, 'services', { name: freshName('shop'), host: '10.0.0.1' })
  const route = await make(page, 'routes', { name: freshName('user'), service: name, hosts: [`${name}.test`] })
  await page.goto(`/services/${name}`)
  const remove = async () => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete service' }).click()
  }
  await remove()
  await expect(page.getByRole('dialog').getByRole('link', { name: route })).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  expect((await page.request.delete(`/api/v1/routes/${route}`)).ok()).toBe(true)
  await remove()
  await expect(page).toHaveURL(/\/services$/)
  expect((await page.request.get(`/api/v1/services/${name}`)).status()).toBe(404)
})

test('services are found by a filter in the URL, and several are disabled at once', async ({ page }) => {
  const tag = freshName('tag')
  const names = [freshName('one'), freshName('two')]
  for (const name of names) await make(page, 'services', { name, host: '10.0.0.1', tags: [tag] })
  await page.goto(`/services?q=tag:${tag}`)
  await expect(page.getByRole('searchbox')).toHaveValue(`tag:${tag}`)
  await page.getByRole('checkbox', { name: 'Select all rows' }).click()
  await page.getByRole('toolbar').getByRole('button', { name: 'Disable' }).click()
  for (const name of names) await expect(page.getByRole('row', { name })).toContainText('Disabled')
})

test('what is wrong is said at its field, and nothing that was typed is lost', async ({ page }) => {
  await page.goto('/services/new')
  await page.getByLabel('Name', { exact: true }).fill(freshName('shop'))
  await page.getByLabel('Path').fill('no-slash')
  await page.getByRole('button', { name: 'Create service' }).click()
  await expect(page.getByLabel('Path')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('combobox', { name: 'Upstream' })).toHaveValue('')
  await page.getByLabel('Path').fill('/slash')
  await page.getByRole('button', { name: 'Create service' }).click()
  await expect(page.getByText('Name an upstream or a host').first()).toBeVisible()
  await expect(page.getByLabel('Path')).toHaveValue('/slash')
})

test('the pages of services have no accessibility faults', async ({ page }) => {
  const name = await make(page, 'services', { name: freshName('shop'), protocol: 'https', host: '10.0.0.1' })
  await page.goto(`/services?q=${name}`)
  await expect(page.getByRole('row', { name })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/services/${name}`)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/services/${name}/edit`)
  await page.getByText('Additional settings').click()
  await expectAccessible(page)
})
