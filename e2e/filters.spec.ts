import type { Locator, Page } from '@playwright/test'
import { startBackend } from './backend.ts'
import { freshName, make, paste, pick, post, read, save } from './objects.ts'
import { send } from './send.ts'
import { expect, expectAccessible, test } from './test.ts'

const hostOf = (name: string) => `${name}.test`
const makeService = (page: Page, port = 9) => make(page, 'services', { name: freshName('to'), host: '127.0.0.1', port })

const openFilters = (page: Page) => page.locator('summary', { hasText: 'Filters and templates' }).click()
const saved = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

/** Adds a filter of a type by the menu, and gives its fields. */
async function addFilter(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add filter', exact: true }).click()
  await pick(page.getByRole('menuitem', { name: new RegExp(`^${name}`) }))
  return page.getByRole('group', { name, exact: true })
}

test('a redirect answers in place of a service', async ({ page, product }) => {
  const name = freshName('moved')
  await page.goto('/routes/new')
  await page.getByLabel('Name').fill(name)
  await page.getByRole('textbox', { name: 'Host 1' }).fill(hostOf(name))
  await page.getByRole('combobox', { name: 'Service' }).fill('No service')
  await pick(page.getByRole('option', { name: 'No service (a filter answers)' }))
  await openFilters(page)
  const says = page.getByRole('region', { name: 'What this route does' })
  await expect(says).toContainText('no filter answers yet')
  const redirect = await addFilter(page, 'Redirect')
  await redirect.getByRole('textbox', { name: 'Host optional' }).fill('www.shop.test')
  await expect(says).toContainText('are redirected: 301 to https://www.shop.test')
  await expectAccessible(page)
  await save(page, 'Create route')
  await saved(page, name)
  expect(await read(page, `/routes/${name}`)).toMatchObject({ filters: [{ type: 'redirect', scheme: 'https', hostname: 'www.shop.test', statusCode: 301 }] })
  await expect(page.getByText('301 to https://www.shop.test').first()).toBeVisible()
  const sent = await send(product.run.addresses.http, { host: hostOf(name), path: '/a?b=1' })
  expect([sent.status, sent.headers.location]).toEqual([301, 'https://www.shop.test/a?b=1'])
})

test('filters run in their fixed order: preflights are answered, strangers are asked for a password, others pass', async ({ page, product }) => {
  const backend = await startBackend('guarded')
  const service = await makeService(page, backend.port)
  const name = freshName('guarded')
  const consumer = await make(page, 'consumers', { name: freshName('ann') })
  await make(page, 'credentials', { name: freshName('ann'), consumer, type: 'basicAuth', username: consumer, secret: 'open sesame' })
  await make(page, 'routes', { name, service, hosts: [hostOf(name)] })
  await page.goto(`/routes/${name}/edit`)
  await openFilters(page)

  const headers = await addFilter(page, 'Response headers')
  await paste(headers.getByRole('textbox', { name: 'Set 1: name' }), 'x-frame-options: DENY\nx-served-by: sluice: here')
  await expect(headers.getByRole('textbox', { name: 'Set 2: value' })).toHaveValue('sluice: here')
  const basic = await addFilter(page, 'Basic authentication')
  await basic.getByRole('textbox', { name: 'Realm' }).fill('The shop')
  await basic.getByRole('button', { name: 'Add consumer' }).click()
  await basic.getByRole('combobox', { name: 'Consumer 1' }).fill(consumer)
  await pick(page.getByRole('option', { name: consumer }))
  const cors = await addFilter(page, 'CORS')
  await cors.getByRole('textbox', { name: 'Origin 1' }).fill('https://*.shop.test')

  // However they were added, they stand in the order in which they run.
  const rows = page.getByRole('group', { name: 'Filters', exact: true }).locator('summary')
  await expect(rows).toContainText(['CORS', 'Basic authentication', 'Response headers'])
  await expect(rows.nth(1)).toContainText(`User name and password of ${consumer}`)
  await page.getByRole('button', { name: 'Add filter', exact: true }).click()
  await expect(page.getByRole('menuitem', { name: /^CORS/ })).toContainText('Stands in the list already')
  await expect(page.getByRole('menuitem', { name: /^CORS/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await save(page, 'Save route')
  await saved(page, name)

  const { http } = product.run.addresses
  const preflight = await send(http, { host: hostOf(name), method: 'OPTIONS', headers: { origin: 'https://www.shop.test', 'access-control-request-method': 'PUT' } })
  expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, 'https://www.shop.test'])
  const stranger = await send(http, { host: hostOf(name) })
  expect(stranger).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringContaining('Basic realm="The shop"') } })
  const authorization = `Basic ${Buffer.from(`${consumer}:open sesame`).toString('base64')}`
  const known = await send(http, { host: hostOf(name), headers: { authorization } })
  expect(known).toMatchObject({ status: 200, headers: { 'x-frame-options': 'DENY', 'x-served-by': 'sluice: here' } })
  expect(backend.hits()).toBe(1)
  await backend.close()
})

test('an error stands at the field of its filter, and what hides it opens', async ({ page }) => {
  const service = await makeService(page)
  const name = freshName('wrong')
  await make(page, 'routes', { name, service, hosts: [hostOf(name)], filters: [{ type: 'ipRestriction', allow: ['10.0.0.0/8'] }, { type: 'hsts', maxAgeSeconds: 60 }] })
  await page.goto(`/routes/${name}/edit`)
  const row = page.locator('summary', { hasText: 'IP addresses' })
  await row.click()
  const allow = page.getByRole('group', { name: 'IP addresses', exact: true })
  await allow.getByRole('textbox', { name: 'Allowed 1' }).fill('10.0.0.0/99')
  await row.click()
  await expect(allow).toBeHidden()
  await page.locator('summary', { hasText: 'Filters and templates' }).click()
  await page.getByRole('button', { name: 'Save route' }).click()
  await expect(allow.getByRole('textbox', { name: 'Allowed 1' })).toBeFocused()
  await expect(row).toContainText('Needs attention')
  await expect(allow).toContainText('Must be an IP address or a CIDR block')
  await allow.getByRole('button', { name: 'Remove Allowed 1' }).click()
  await expect(allow).toContainText('List at least one address')
  await page.getByRole('button', { name: 'Remove filter: IP addresses' }).click()
  await save(page, 'Save route')
  await saved(page, name)
  expect((await read(page, `/routes/${name}`)).filters).toEqual([{ type: 'hsts', maxAgeSeconds: 60, includeSubDomains: true, preload: false }])
})

/** A filter of each type with something in every field that the API may leave out. */
const ALL = (service: string) => [
  { type: 'compression', encodings: ['gzip'], contentTypes: ['text/*'], minBytes: 1, level: 9 },
  { type: 'hsts', maxAgeSeconds: 60, includeSubDomains: false, preload: true },
  { type: 'responseHeaders', set: { 'x-a': '1' }, add: { vary: 'x-b' }, remove: ['server'] },
  { type: 'errorPages', statusCodes: [502, 503], service, contentType: 'text/html' },
  { type: 'errorPages', statusCodes: [404], body: 'gone\nfor good', contentType: 'text/plain' },
  { type: 'defaultBackend', service },
  { type: 'timeouts', requestMs: 60_000 },
  { type: 'mirror', service, percent: 12.5 },
  { type: 'requestHeaders', set: { 'x-a': '' }, add: {}, remove: ['x-c'] },
  { type: 'rewritePath', mode: 'regex', pattern: '^/a', replacement: '' },
  { type: 'rewriteHost', value: 'shop.internal:8080' },
  { type: 'affinity', mode: 'persistent', cookie: 'stay', maxAgeSeconds: 60, sameSite: 'None', conditionalSameSiteNone: true, secure: false, changeOnFailure: true, canary: 'legacy' },
  { type: 'externalAuth', url: 'http://127.0.0.1:9/', method: 'HEAD', timeoutMs: 1, signInUrl: 'http://sign-in.test/', signInParameter: 'to', responseHeaders: ['x-user'],
    cache: { key: [{ from: 'ip' }, { from: 'cookie', name: 'sid' }], durations: [{ statuses: [200], seconds: 5 }] } },
  { type: 'keyAuth', names: ['key'], inHeader: false, inQuery: false, inCookie: true, hideCredentials: true },
  { type: 'rateLimit', by: 'header', header: 'x-a', exempt: ['::1'], algorithm: 'slidingWindow', requests: 5, per: 'hour', burst: 0, statusCode: 503, headers: false },
  { type: 'rateLimit', by: 'ip', exempt: [], algorithm: 'leakyBucket', requests: 10, per: 'second', burst: 50, statusCode: 429, headers: true },
  { type: 'bodySize', maxBytes: 1_048_577 },
  { type: 'ipRestriction', allow: ['10.0.0.0/8'], deny: ['10.0.0.1'], statusCode: 404 },
]

test('nothing is lost on a save: filters of every kind stay as they are', async ({ page }) => {
  const service = await makeService(page)
  const name = freshName('all')
  await make(page, 'routes', { name, service, hosts: [hostOf(name)], enabled: false, filters: ALL(service) })
  const stored = await read(page, `/routes/${name}`)
  await page.goto(`/routes/${name}/edit`)
  await expect(page.locator('summary', { hasText: '10 requests per second by client address, burst 50' })).toBeVisible()
  await page.getByRole('group', { name: 'Filters', exact: true }).evaluate((list) => list.querySelectorAll('details').forEach((details) => (details.open = true)))
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save route' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  await page.locator('summary', { hasText: 'Additional settings' }).click()
  await page.getByLabel('Tags').fill('seen')
  await page.keyboard.press('Enter')
  await save(page, 'Save route')
  await saved(page, name)
  expect((await read(page, `/routes/${name}`)).filters).toEqual(stored.filters)
})

test('templates bring filters, and a route’s own take their place', async ({ page, product }) => {
  const name = freshName('shared')
  const [limits, texts] = [freshName('limits'), freshName('texts')]
  await post(page, '/apply', {
    objects: [
      { kind: 'templates', name: limits, filters: [{ type: 'bodySize', maxBytes: 8 }, { type: 'respond', body: 'of limits' }] },
      { kind: 'templates', name: texts, filters: [{ type: 'respond', body: 'of texts' }] },
      { kind: 'routes', name, hosts: [hostOf(name)], templates: [limits] },
    ],
  })
  await page.goto(`/routes/${name}/edit`)
  const templates = page.getByRole('group', { name: /^Templates/ })
  await expect(templates).toContainText('Body size')
  await templates.getByRole('combobox', { name: 'Add a template' }).fill(texts)
  await pick(page.getByRole('option', { name: texts }))
  await expect(templates).toContainText(`Fixed response (that of ${texts})`)
  await templates.getByRole('button', { name: `Move ${texts} up` }).click()
  await expect(templates).toContainText(`Fixed response (that of ${limits})`)
  await addFilter(page, 'Body size')
  await expect(templates).toContainText('Body size (the route’s own)')
  await save(page, 'Save route')
  await saved(page, name)
  expect((await read(page, `/routes/${name}`)).templates).toEqual([texts, limits])
  const running = page.locator('section', { has: page.getByRole('heading', { name: 'Filters, in the order in which they run' }) }).getByRole('listitem')
  await expect(running).toContainText(['200: of limits', 'Bodies of up to 8 MiB'])
  await expect(running.nth(1)).toContainText('own')
  await running.first().getByRole('link', { name: limits }).click()
  await saved(page, limits)
  expect((await send(product.run.addresses.http, { host: hostOf(name) })).body).toBe('of limits')
})
