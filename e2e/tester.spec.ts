import type { Locator, Page } from '@playwright/test'
import { startBackend, type Backend } from './backend.ts'
import { freshName } from './objects.ts'
import type { Product } from './product.ts'
import { expect, expectAccessible, test } from './test.ts'

const shop = freshName('shop')
const names = { stable: shop, canary: `${shop}-v2`, cart: `${shop}-cart`, secure: `${shop}-secure`, host: `${shop}.test` }
const backends: Backend[] = []

const target = ({ port }: Backend) => ({ host: '127.0.0.1', port })

const route = (name: string, path: string, more: object) => ({
  kind: 'routes',
  name,
  service: names.stable,
  hosts: [names.host],
  paths: [{ type: 'prefix', value: path }],
  ...more,
})

/** A route split 90 to 10, one that wants PUT, one for https alone; returns when the proxy serves them. */
async function makeShop({ api }: Product): Promise<void> {
  const [stable, canary] = [await startBackend('stable'), await startBackend('canary')]
  backends.push(stable, canary)
  const applied = await api('POST', '/apply', {
    objects: [
      { kind: 'upstreams', name: names.stable, targets: [target(stable)] },
      { kind: 'upstreams', name: names.canary, targets: [target(canary)] },
      { kind: 'services', name: names.stable, upstream: names.stable },
      { kind: 'services', name: names.canary, upstream: names.canary },
      route(names.stable, '/shop', { stripPath: true }),
      route(names.cart, '/shop/cart', { methods: ['PUT'] }),
      route(names.secure, '/account', { protocols: ['https'], httpsRedirectStatusCode: 308 }),
      { kind: 'canaries', name: names.canary, route: names.stable, service: names.canary, weight: 10, cookie: { name: 'canary' } },
    ],
  })
  expect(applied.status, JSON.stringify(applied.body)).toBe(200)
  const { revision } = applied.body as { revision: number }
  const served = async () => (await api('GET', `/status?waitFor=${revision}&timeoutMs=2000`)).body.proxies[0]?.revision
  await expect.poll(served).toBeGreaterThanOrEqual(revision)
}

test.beforeAll(({ product }) => makeShop(product))
test.afterAll(() => Promise.all(backends.map((backend) => backend.close())))

const link = (path: string, more = '') => `/tester?url=http://${names.host}${path}${more}`
const url = (page: Page) => page.getByLabel('URL', { exact: true })
const outcome = (page: Page, word: string) => page.getByText(word, { exact: true })
const row = (table: Locator, name: string) =>
  table.getByRole('row').filter({ has: table.page().getByRole('link', { name, exact: true }) })
const candidates = (page: Page) => page.getByRole('table', { name: 'Candidates' })

test('a typed request is explained as it settles: verdict, path with shares, upstream request, candidates', async ({ page }) => {
  await page.goto('/tester')
  await expect(page.getByRole('heading', { name: 'Ask where a request goes' })).toBeVisible()
  await expectAccessible(page)
  await url(page).fill(`http://${names.host}/shop/cart?x=1`)
  await expect(outcome(page, 'Forwarded')).toBeVisible()
  await expect(page).toHaveURL(/url=http/)

  const path = page.getByRole('list', { name: 'Path of the request' })
  await expect(path.getByRole('link', { name: `Route ${names.stable}` })).toHaveAttribute('href', `/routes/${names.stable}`)
  const ways = path.getByRole('list', { name: 'Split by the canary' }).getByRole('listitem')
  await expect(ways).toContainText([/stable 90.%/, /canary 10.%/])
  await expect(page.getByRole('table', { name: 'Targets' }).getByRole('row').filter({ hasText: 'canary' })).toContainText(/10.%/)

  const headers = page.getByRole('table', { name: 'Headers of the upstream request' })
  await expect(headers.getByRole('row', { name: 'x-forwarded-prefix' })).toContainText(/\/shop.*added/)
  await expect(page.locator('mark')).toHaveText(['/cart (changed)'])
  const rewrite = page.getByRole('group', { name: 'Path', exact: true })
  await expect(rewrite).toContainText(/\/shop \(matched by the route\) \/cart\s*becomes\s*\/cart/)
  await expect(rewrite).toContainText('The matched part /shop is taken off')
  const steps = page.getByRole('list', { name: 'How the side is decided' }).getByRole('listitem')
  await expect(steps).toHaveText([/^Cookie.*the next rule decides$/, /^Weight.*By weight: 10 % go to the canary sidedecides$/])

  const table = candidates(page)
  await expect(table.getByRole('row').nth(1)).toContainText('Won')
  await expect(row(table, names.cart)).toContainText('The method GET is not PUT')
  await expect(row(table, names.cart).getByRole('cell').filter({ hasText: 'does not match' })).toHaveCount(1)
  await expect(row(table, names.cart).getByRole('cell').filter({ hasText: 'not looked at' })).toHaveCount(3)
  await page.getByRole('searchbox', { name: 'Filter candidates' }).fill(`${names.cart} put`)
  await expect(table.getByRole('row')).toHaveCount(2)
  // What the bar at the top half covers would count as too small to hit.
  await page.evaluate(() => window.scrollTo(0, 0))
  await expectAccessible(page)
})

test('the request lives in the URL: shared, reloaded, and Back goes to the one before', async ({ page }) => {
  await page.goto(link('/shop', '&cookie=canary%3Dalways'))
  await expect(page.getByText('The cookie canary sends it to the canary side')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Cookie 1' }).click()
  await expect(page.getByText('By weight: 10 % go to the canary side')).toBeVisible()
  await expect(page).not.toHaveURL(/cookie=/)
  await page.goBack()
  await expect(page.getByLabel('Cookie 1: Value')).toHaveValue('always')
  await expect(page.getByText('The cookie canary sends it to the canary side')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Cookie 1: Name')).toHaveValue('canary')
})

test('without a route the failing place is named, and a redirect says where to', async ({ page }) => {
  await page.goto(link('/nothing'))
  await expect(outcome(page, 'No route')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Path of the request' })).toContainText('none matches')
  await page.goto(link('/account'))
  await expect(outcome(page, 'Redirected')).toBeVisible()
  await expect(page.getByText('Redirect 308')).toBeVisible()
})

test('what is wrong stands at its field, is kept, and does not replace the last answer while one types', async ({ page }) => {
  await page.goto(link('/shop'))
  await expect(outcome(page, 'Forwarded')).toBeVisible()
  await url(page).fill('shop')
  await expect(page).toHaveURL(/url=shop$/)
  await expect(page.getByText('Must be a whole URL')).toBeHidden()
  await expect(outcome(page, 'Forwarded')).toBeVisible()
  await url(page).press('Enter')
  await expect(page.getByText('Must be a whole URL')).toBeVisible()
  await expect(url(page)).toHaveValue('shop')
  await page.goto(link('/shop', '&listener=nope&header=a%20b:%201'))
  await expect(page.getByText('Must be an HTTP header name')).toBeVisible()
  await page.goto(link('/shop', '&listener=nope'))
  await expect(page.getByRole('combobox', { name: 'Listener' })).toHaveAccessibleDescription(/nope/)
})

test('a curl command becomes the request', async ({ page }) => {
  await page.goto('/tester')
  await page.getByRole('button', { name: 'Paste curl' }).click()
  const dialog = page.getByRole('dialog', { name: 'Paste a curl command' })
  await dialog.getByRole('textbox').fill('wget http://a')
  await dialog.getByRole('button', { name: 'Use this request' }).click()
  await expect(dialog.getByText('This is not a curl command')).toBeVisible()
  const command = `curl -k --resolve a:80:b -X PUT 'http://${names.host}/shop/cart' \\\n -H 'X-A: 1' -b canary=never -d q=1`
  await dialog.getByRole('textbox').fill(command)
  await dialog.getByRole('button', { name: 'Use this request' }).click()
  await expect(candidates(page).getByRole('row').nth(1)).toContainText(names.cart)
  await expect(page.getByLabel('Cookie 1: Value')).toHaveValue('never')
  await expect(page.getByLabel('Request body')).toHaveValue('q=1')
})

test('sent for real, the answer stands beside the prediction', async ({ page }) => {
  await page.goto(link('/shop/x', '&cookie=canary%3Dalways'))
  await page.getByRole('button', { name: 'Send for real' }).click()
  await expect(page.getByText('As predicted', { exact: true })).toBeVisible()
  await expect(page.getByText('Status 200')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Body of the answer' })).toContainText('"name": "canary"')
  const comparison = page.getByRole('table', { name: 'Prediction and decision' })
  await expect(comparison.getByRole('row', { name: /^Service/ })).toContainText(names.canary)
  await expectAccessible(page)
  await url(page).fill(`http://${names.host}/shop/y`)
  await expect(page.getByText('As predicted', { exact: true })).toBeHidden()
})

test('a request that may change data is asked about first', async ({ page }) => {
  const hits = () => backends[0]!.hits() + backends[1]!.hits()
  await page.goto(link('/shop/cart', '&method=PUT&body=q'))
  await page.getByRole('button', { name: 'Send for real' }).click()
  const before = hits()
  const dialog = page.getByRole('dialog', { name: 'Send a real PUT request?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect(hits()).toBe(before)
  await page.getByRole('button', { name: 'Send for real' }).click()
  await dialog.getByRole('button', { name: 'Send PUT' }).click()
  await expect(page.getByText('As predicted', { exact: true })).toBeVisible()
  expect(hits()).toBe(before + 1)
})

test('a viewer may ask, and reads why sending is off', async ({ page, product }) => {
  const user = freshName('viewer')
  await product.api('POST', '/users', { name: user, role: 'viewer', password: 'a long enough password' })
  await page.context().clearCookies()
  const signedIn = await page.request.post('/api/v1/session', { data: { username: user, password: 'a long enough password' } })
  expect(signedIn.ok(), await signedIn.text()).toBe(true)
  await page.goto(link('/shop'))
  await expect(outcome(page, 'Forwarded')).toBeVisible()
  const send = page.getByRole('button', { name: 'Send for real' })
  await expect(send).toHaveAttribute('aria-disabled', 'true')
  await send.focus()
  await expect(page.getByText('Sending for real needs the role editor')).toBeVisible()
})

test('when the dashboard does not answer, the last answer stays below the error, and Retry asks again', async ({ page }) => {
  await page.goto(link('/shop'))
  await expect(outcome(page, 'Forwarded')).toBeVisible()
  await page.route('**/api/v1/tester?*', (route) => route.fulfill({ status: 500, json: { code: 'INTERNAL', message: 'It broke' } }))
  await url(page).fill(`http://${names.host}/shop/again`)
  await expect(page.getByText('The tester could not answer')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Last data that could be loaded' })).toBeVisible()
  await expectAccessible(page)
  await page.unroute('**/api/v1/tester?*')
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText('The tester could not answer')).toBeHidden()
  await expect(outcome(page, 'Forwarded')).toBeVisible()
})

test('an example of an existing route is one press away, also by keyboard', async ({ page }) => {
  await page.goto('/tester')
  const example = page.getByRole('list', { name: 'Examples' }).getByRole('button').first()
  await example.focus()
  await page.keyboard.press('Enter')
  await expect(url(page)).not.toHaveValue('')
  await expect(candidates(page)).toBeVisible()
})

test('a connection is asked about by its two ends, and lives in the URL as well', async ({ page, product }) => {
  const name = freshName('db')
  const port = 20_000 + (Date.now() % 20_000)
  const applied = await product.api('POST', '/apply', {
    objects: [
      { kind: 'listeners', name, protocol: 'tcp', port },
      { kind: 'services', name, protocol: 'tcp', upstream: names.stable },
      { kind: 'routes', name, service: name, protocols: ['tcp'], sources: [{ ip: '10.0.0.0/8' }], listeners: [name] },
      { kind: 'routes', name: `${name}-any`, service: name, protocols: ['tcp'], destinations: [{ port }], listeners: [name] },
    ],
  })
  expect(applied.status, JSON.stringify(applied.body)).toBe(200)
  await page.goto('/tester')
  // By keyboard: the protocols are one stop, and the arrows move.
  await page.getByRole('radio', { name: 'HTTP' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/protocol=tcp/)
  await page.getByLabel('Destination').fill('db.test:1')
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('Must be an IP address, with its port or without')).toBeVisible()
  await page.getByLabel('Destination').fill(`192.0.2.1:${port}`)
  await page.getByLabel('Source').fill('10.1.2.3:4000')
  await expect(outcome(page, 'Forwarded')).toBeVisible()
  await expect(candidates(page).getByRole('row').nth(1)).toContainText('Won')
  await expect(row(candidates(page), name)).toBeVisible()
  await expect(page.getByRole('list', { name: 'Path of the request' }).getByRole('listitem').first()).toContainText(`Listener${name}`)
  await expect(page.getByRole('list', { name: 'Path of the request' })).not.toContainText('Host')
  await expect(page.getByRole('table', { name: 'Targets' }).getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Send for real' })).toHaveCount(0)
  await expect(page.getByText('Sending for real is for HTTP')).toBeVisible()
  await page.evaluate(() => window.scrollTo(0, 0))
  await expectAccessible(page)

  await page.getByLabel('Source').fill('')
  await expect(row(candidates(page), name)).toContainText(/The source .* is not 10.0.0.0\/8/)
  await expect(row(candidates(page), `${name}-any`)).toContainText('Won')
  await page.reload()
  await expect(page.getByLabel('Destination')).toHaveValue(`192.0.2.1:${port}`)
  await page.getByRole('radio', { name: 'UDP' }).click()
  await expect(page.getByRole('combobox', { name: 'Listener' })).toHaveAccessibleDescription(/no listener for udp/)
  await expect(page).toHaveURL(/protocol=udp/)
  await page.goBack()
  await expect(page.getByRole('radio', { name: 'TCP' })).toBeChecked()
  await expect(outcome(page, 'Forwarded')).toBeVisible()

  await page.goto(`/routes/${name}?tab=tester`)
  await expect(page.getByText('This route takes it')).toBeVisible()
})
