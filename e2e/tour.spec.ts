import { test as base, type Page } from '@playwright/test'
import { setTimeout as delay } from 'node:timers/promises'
import { startBackend } from './backend.ts'
import { pick, save } from './objects.ts'
import { ADMIN, setupTokenOf, startProduct, type Product } from './product.ts'
import { send } from './send.ts'
import { expect, expectAccessible } from './test.ts'

/** Where the README's picture goes: `SLUICE_PICTURE=e2e/canary.png npx playwright test e2e/tour.spec.ts`. */
const PICTURE = process.env.SLUICE_PICTURE
const PICTURE_SECONDS = 20

/** Lets the charts fill with some traffic first. */
async function takePicture(page: Page, ask: (headers?: Record<string, string>) => Promise<unknown>): Promise<void> {
  const end = Date.now() + PICTURE_SECONDS * 1000
  while (Date.now() < end) await Promise.all([ask(), delay(20 + Math.random() * 40)])
  await page.screenshot({ path: PICTURE, animations: 'disabled' })
}

// A product of its own, from before its first admin.
const test = base.extend<{ product: Product }>({
  product: async ({}, use) => {
    const product = await startProduct({ admin: false })
    await use(product)
    await product.stop()
  },
  baseURL: async ({ product }, use) => use(product.run.addresses.dashboard),
})

test('from the printed link to a canary promoted in the browser', async ({ page, product }) => {
  test.slow()
  const [v1, v2] = [await startBackend('v1'), await startBackend('v2')]
  const { dashboard, http, https } = product.run.addresses
  const answering = async (headers = {}) => (await send(http, { host: 'shop.test', headers })).headers['x-backend']

  await test.step('the printed link makes the first admin', async () => {
    expect(product.output()).toContain(product.run.setupUrl)
    await page.goto(`${dashboard}/setup#token=${setupTokenOf(product)}`)
    await expect(page.getByLabel('Setup token')).toHaveValue(setupTokenOf(product))
    await expectAccessible(page)
    await page.getByLabel('User name').fill(ADMIN.username)
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
    await page.getByRole('button', { name: 'Create admin' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  })

  await test.step('two upstreams with a target each', async () => {
    for (const [name, port] of [['shop', v1.port], ['shop-v2', v2.port]] as const) {
      await page.goto('/upstreams/new')
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('Target 1: Host').fill(`127.0.0.1:${port}`)
      await save(page, 'Create upstream')
    }
  })

  await test.step('two services', async () => {
    for (const name of ['shop', 'shop-v2']) {
      await page.goto('/services/new')
      await page.getByLabel('Name').fill(name)
      await page.getByRole('combobox', { name: 'Upstream' }).fill(name)
      await page.getByRole('option', { name: new RegExp(`^${name}( |$)`) }).first().click()
      await save(page, 'Create service')
    }
  })

  await test.step('a route, serving', async () => {
    await page.goto('/routes/new')
    await page.getByLabel('Name').fill('shop')
    await page.getByRole('textbox', { name: 'Host 1' }).fill('shop.test')
    await page.getByRole('combobox', { name: 'Service' }).fill('shop')
    await page.getByRole('option', { name: /^shop( |$)/ }).first().click()
    await save(page, 'Create route')
    await expect(page.getByText('Serving').first()).toBeVisible()
    expect(await answering()).toBe('v1')
  })

  await test.step('a certificate, served on the HTTPS port', async () => {
    await page.request.post('/api/v1/certificates', { data: { name: 'shop', snis: ['shop.test'], selfSigned: { days: 30 } } })
    expect((await send(https, { host: 'shop.test' })).headers['x-backend']).toBe('v1')
  })

  await test.step('a consumer with a key, which a template asks for', async () => {
    await page.goto('/consumers/new')
    await page.getByLabel('Name').fill('anna')
    await save(page, 'Create consumer')
    await page.getByRole('button', { name: 'Add credential' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add credential' }).click()
    const shown = page.getByRole('dialog', { name: 'The key anna-key' })
    const key = (await shown.getByText(/^[\w-]{32}$/).textContent())!
    await shown.getByRole('button', { name: 'I have copied it' }).click()

    await page.goto('/templates/new')
    await page.getByLabel('Name').fill('members')
    await page.getByRole('button', { name: 'Add filter' }).click()
    await pick(page.getByRole('menuitem', { name: /^Key authentication/ }))
    await save(page, 'Create template')
    const give = (templates: string[]) => page.request.patch('/api/v1/routes/shop', { data: { templates } })
    await give(['members'])
    await expect(async () => expect((await send(http, { host: 'shop.test' })).status).toBe(401)).toPass()
    expect(await answering({ apikey: key })).toBe('v1')
    await page.goto('/templates/members')
    await expect(page.getByRole('row', { name: 'shop' })).toContainText('All')
    await give([])
    await expect(async () => expect(await answering()).toBe('v1')).toPass()
  })

  await test.step('the tester says why', async () => {
    await page.goto(`/tester?${new URLSearchParams({ method: 'GET', url: 'http://shop.test/cart' })}`)
    await expect(page.getByText(/Route shop sends it to service shop/).first()).toBeVisible()
    await page.getByRole('button', { name: 'Send for real' }).click()
    await expect(page.getByText('As predicted').first()).toBeVisible()
  })

  await test.step('a split, watched and promoted', async () => {
    await page.goto('/routes/shop')
    await page.getByRole('button', { name: 'Start a canary' }).click()
    await page.getByRole('combobox', { name: 'Canary service' }).fill('shop-v2')
    await page.getByRole('option', { name: /^shop-v2\b/ }).click()
    await page.getByRole('textbox', { name: 'Weight' }).fill('50')
    await save(page, 'Create canary')
    await expect(page.getByRole('heading', { level: 1, name: 'shop-canary' })).toBeVisible()
    const bar = page.getByRole('img', { name: /^Wanted: 50% to the canary service/ })
    await expect(async () => {
      await Promise.all(Array.from({ length: 20 }, () => answering()))
      await expect(bar).toHaveAccessibleName(/Actual: [1-9][\d.]*%/, { timeout: 1000 })
    }).toPass()
    if (PICTURE) await takePicture(page, answering)
    await page.getByRole('button', { name: 'Promote canary' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Promote canary' }).click()
    await expect(page.getByText('1/1 serving')).toBeVisible()
    for (let at = 0; at < 10; at++) expect(await answering()).toBe('v2')
  })
  await Promise.all([v1.close(), v2.close()])
})
