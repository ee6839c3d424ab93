import type { Page } from '@playwright/test'
import { startBackend, type Backend } from './backend.ts'
import { freshName } from './objects.ts'
import { serveShop, type Product } from './product.ts'
import { send } from './send.ts'
import { expect, expectAccessible, test } from './test.ts'

// Of its own: `shop.test` is what the whole file sends to.
let backend: Backend
test.beforeAll(async ({ product }) => {
  backend = await startBackend('live')
  await serveShop(product.api, backend.port)
})
test.afterAll(() => backend.close())

const table = (page: Page) => page.getByRole('table', { name: 'Requests' })
const row = (page: Page, path: string) => table(page).getByRole('row').filter({ hasText: path })
const details = (page: Page, path: string) => table(page).getByRole('button', { name: path })
const state = (page: Page) => page.getByRole('status').filter({ hasText: /Live|Paused|Held|lost|Connecting/ })
const isLive = (page: Page) => expect(state(page)).toHaveText('Live')

const get = ({ run }: Product, path: string, host = 'shop.test', method = 'GET') => send(run.addresses.http, { host, path, method })
const getMany = async (product: Product, path: string, count: number) => {
  for (let n = 0; n < count; n++) await get(product, `${path}/${n}`)
}

test('a request stands there as soon as it is over, with its route, and what answered it', async ({ page, product }) => {
  const path = `/${freshName('first')}`
  await page.goto('/live')
  await isLive(page)
  await get(product, `${path}?token=not-for-everyone&page=2`)
  await expect(row(page, path)).toContainText(`shop.test${path}?token=***&page=2`)
  for (const text of ['GET', '200', `127.0.0.1:${backend.port}`, 'ms']) await expect(row(page, path)).toContainText(text)
  await get(product, `${path}/next`, 'nobody.test')
  await expect(table(page).getByRole('row').nth(1)).toContainText(`nobody.test${path}/next`)
  await expect(row(page, `${path}/next`)).toContainText('no route')
  await expect(row(page, `${path}/next`)).toContainText('NO_ROUTE')
  await row(page, `${path}?`).getByRole('link', { name: 'shop', exact: true }).click()
  await expect(page).toHaveURL(/\/routes\/shop$/)
})

test('all that is known of a request is one press away, to copy, and to have explained', async ({ page, product }) => {
  const path = `/${freshName('detail')}`
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/live')
  await isLive(page)
  await send(product.run.addresses.http, { host: 'shop.test', path, headers: { 'user-agent': 'a-test/1', 'x-request-id': 'id-of-a-test' } })
  await details(page, path).click()
  const dialog = page.getByRole('dialog', { name: path })
  for (const text of ['a-test/1', 'id-of-a-test', '127.0.0.1', `127.0.0.1:${backend.port}`, 'HTTP/1.1']) await expect(dialog).toContainText(text)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Copy as JSON' }).click()
  await expect(page.getByText('Copied the request as JSON')).toBeVisible()
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({ host: 'shop.test', target: path, status: 200, route: 'shop' })
  await dialog.getByRole('button', { name: 'Copy id-of-a-test' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('id-of-a-test')
  await dialog.getByRole('link', { name: 'Explain in tester' }).click()
  await expect(page.getByLabel('URL', { exact: true })).toHaveValue(`http://shop.test${path}`)
  await expect(page.getByText(/Route shop sends it to service shop/)).toBeVisible()
})

test('the filter lives in the URL, takes effect on what is there, and on what comes', async ({ page, product }) => {
  const path = `/${freshName('filter')}`
  await page.goto('/live')
  await isLive(page)
  await get(product, `${path}/one`)
  await get(product, `${path}/two`, 'nobody.test')
  await expect(row(page, path)).toHaveCount(2)
  await page.getByRole('combobox', { name: 'Status' }).fill('4xx')
  await page.keyboard.press('Escape')
  await expect(row(page, path)).toHaveCount(1)
  await expect(page).toHaveURL(/status=4xx/)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('4xx')
  await isLive(page)
  await get(product, `${path}/three`)
  await get(product, `${path}/four`, 'nobody.test')
  await expect(row(page, `${path}/four`)).toBeVisible()
  await expect(row(page, `${path}/three`)).toHaveCount(0)
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Path or query' })).toBeFocused()
  await page.keyboard.type('nowhere')
  await expect(page.getByText('Nothing fits the filter yet')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(page).toHaveURL(/\/live$/)
  await expect(row(page, `${path}/four`)).toBeVisible()
})

test('paused, nothing moves; what came meanwhile is counted, and shown on resuming', async ({ page, product }) => {
  const path = `/${freshName('pause')}`
  await page.goto(`/live?q=${path}`)
  await isLive(page)
  await get(product, `${path}/before`)
  await expect(row(page, path)).toHaveCount(1)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(state(page)).toHaveText('Paused')
  await getMany(product, path, 3)
  await expect(page.getByText('3 new')).toBeVisible()
  await expect(row(page, path)).toHaveCount(1)
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(row(page, path)).toHaveCount(4)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(row(page, path)).toHaveCount(0)
})

test('what one has scrolled to stays where it is until one asks for the new ones', async ({ page, product }) => {
  const path = `/${freshName('scroll')}`
  await page.goto(`/live?q=${path}`)
  await isLive(page)
  await getMany(product, path, 60)
  await expect(page.getByText('60 shown')).toBeVisible()
  const region = page.getByRole('region', { name: 'Requests' })
  await region.evaluate((element) => element.scrollTo({ top: 640 }))
  await expect(details(page, `${path}/30`)).toBeVisible()
  const before = await details(page, `${path}/30`).boundingBox()
  await get(product, `${path}/late`)
  const fresh = page.getByRole('button', { name: '1 new' })
  await expect(fresh).toBeVisible()
  await expect(state(page)).toHaveText('Held while you read')
  expect(await details(page, `${path}/30`).boundingBox()).toEqual(before)
  await fresh.click()
  await expect(table(page).getByRole('row').nth(1)).toContainText(`${path}/late`)
  await isLive(page)
})

test('by keyboard: one stop, arrows from row to row, Enter for the details, Escape back', async ({ page, product }) => {
  const path = `/${freshName('keys')}`
  await page.goto(`/live?q=${path}`)
  await isLive(page)
  await getMany(product, path, 3)
  await expect(row(page, path)).toHaveCount(3)
  await page.getByRole('region', { name: 'Requests' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(details(page, `${path}/2`)).toBeFocused()
  await page.keyboard.press('End')
  await expect(details(page, `${path}/0`)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await get(product, `${path}/late`)
  await expect(page.getByRole('button', { name: '1 new' })).toBeVisible()
  await expect(details(page, `${path}/1`)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: `${path}/1` })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(details(page, `${path}/1`)).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(row(page, `${path}/1`).getByRole('link')).toBeFocused()
})

test('a lost connection is said, and made again', async ({ page, product }) => {
  const path = `/${freshName('lost')}`
  await page.route('**/api/v1/requests/stream*', (route) => route.abort())
  await page.goto(`/live?q=${path}`)
  await expect(state(page)).toHaveText('Connection lost, trying again')
  await page.unroute('**/api/v1/requests/stream*')
  await isLive(page)
  await get(product, path)
  await expect(row(page, path)).toBeVisible()
})

test('what no route took is counted, with the route that came nearest and why it did not', async ({ page, product }) => {
  const name = freshName('near')
  const made = await product.api('POST', '/apply', { objects: [{ kind: 'routes', name, service: 'shop', hosts: [`${name}.test`], paths: [{ type: 'prefix', value: '/cart' }] }] })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  await product.api('GET', `/status?waitFor=${made.body.revision}&timeoutMs=5000`)
  await get(product, '/catr?a=1', `${name}.test`)
  await get(product, '/catr?a=2', `${name}.test`)
  await page.goto('/live')
  await page.getByRole('tab', { name: 'Unmatched' }).click()
  await expect(page).toHaveURL(/tab=unmatched/)
  const found = page.getByRole('table', { name: 'Unmatched' }).getByRole('row').filter({ hasText: `${name}.test` })
  await expect(found).toContainText('/catr?a=2')
  await expect(found.getByRole('cell').nth(1)).toHaveText('2')
  for (const text of [name, 'other path', '/cart']) await expect(found.getByRole('cell').nth(4)).toContainText(text)
  await expectAccessible(page)
  await found.getByRole('button', { name: '/catr' }).click()
  await expect(page.getByRole('dialog')).toContainText('other path')
  await page.keyboard.press('Escape')
  await found.getByRole('link', { name: 'Explain in tester' }).click()
  await expect(page.getByText('No route', { exact: true })).toBeVisible()
  await expect(page.getByText('is not under /cart')).toBeVisible()
})

for (const look of [
  { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 390, height: 844 } },
] as const) {
  test.describe(`${look.colorScheme}, ${look.locale}`, () => {
    test.use(look)

    test('with rows it is accessible, no wider than the screen, and has the height that it had without', async ({ page, product }) => {
      const path = `/${freshName('look')}`
      await page.goto(`/live?q=${path}`)
      const panel = page.locator('main [role="tabpanel"]')
      await expect(panel.getByRole('heading')).toBeVisible()
      await expectAccessible(page)
      const before = await panel.boundingBox()
      await getMany(product, path, 2)
      await get(product, path, 'nobody.test')
      await expect(panel.getByRole('row').filter({ hasText: path })).toHaveCount(3)
      await expectAccessible(page)
      expect(await panel.boundingBox()).toEqual(before)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    })
  })
}
