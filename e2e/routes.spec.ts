import type { Page } from '@playwright/test'
import { startBackend } from './backend.ts'
import { choose, freshName, headRevision, make, paste, pick, read, save } from './objects.ts'
import { send } from './send.ts'
import { expect, expectAccessible, test } from './test.ts'

const hostOf = (name: string) => `${name}.test`

/** A service without an upstream, to have something to choose. */
const makeService = (page: Page, port = 9) => make(page, 'services', { name: freshName('to'), host: '127.0.0.1', port })

async function chooseService(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Service' }).fill(name)
  await page.getByRole('option', { name: new RegExp(`^${name}\\b`) }).click()
}

test('a host to an address is one screen, and real requests arrive', async ({ page, product }) => {
  const backend = await startBackend('one-screen')
  const name = freshName('shop')
  await page.goto('/routes')
  await page.getByRole('link', { name: 'Create route' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('textbox', { name: 'Host 1' }).fill(hostOf(name))
  await page.getByRole('combobox', { name: 'Service' }).fill(name)
  await page.getByRole('option', { name: `Create service “${name}”` }).click()
  const dialog = page.getByRole('dialog', { name: 'Create a service' })
  await dialog.getByRole('textbox', { name: 'Address 1' }).fill(`127.0.0.1:${backend.port}`)
  await dialog.getByRole('button', { name: 'Create service' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'What this route does' })).toContainText(`All requests to ${hostOf(name)} go to service ${name}.`)
  await save(page, 'Create route')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('Serving').first()).toBeVisible()
  const sent = await send(product.run.addresses.http, { host: hostOf(name), path: '/cart' })
  expect(JSON.parse(sent.body)).toMatchObject({ name: 'one-screen', url: '/cart' })
  await backend.close()
})

test('every field of a route is kept, and saving it again without a change makes no revision', async ({ page }) => {
  const service = await makeService(page)
  const name = freshName('every-field')
  await page.goto('/routes/new')
  await page.getByLabel('Name').fill(name)
  await paste(page.getByRole('textbox', { name: 'Host 1' }), `https://${hostOf(name)}/x\n*.${hostOf(name)}\n${name}.*:8443\n`)
  await paste(page.getByRole('textbox', { name: 'Path 1' }), '=/cart\n~/items/\\d+\n/v2*\n')
  await chooseService(page, service)
  await page.getByRole('checkbox', { name: 'POST' }).click()
  await page.getByRole('textbox', { name: 'Other methods' }).fill('purge ')
  await page.getByRole('checkbox', { name: 'http', exact: true }).click()
  await page.getByRole('switch', { name: 'Strip path' }).click()
  await page.getByRole('switch', { name: 'Preserve host' }).click()
  await page.getByText('Additional settings').click()
  await page.getByRole('button', { name: 'Add header' }).click()
  await paste(page.getByRole('textbox', { name: 'Header 1: name' }), 'x-version: v1, ~*^v[23]\nx-team: a')
  await page.getByRole('button', { name: 'Add query argument' }).click()
  await page.getByRole('textbox', { name: 'Query argument 1: name' }).fill('page')
  await page.getByRole('textbox', { name: 'Query argument 1: values' }).fill('1')
  await page.getByRole('button', { name: 'Add SNI' }).click()
  await page.getByRole('textbox', { name: 'SNI 1' }).fill(hostOf(name))
  await page.getByLabel('Regex priority').fill('-7')
  await page.getByRole('combobox', { name: 'Path handling' }).click()
  await page.getByRole('option', { name: /^v1/ }).click()
  await page.getByRole('combobox', { name: 'Answer to plain http' }).click()
  await page.getByRole('option', { name: /^308/ }).click()
  await page.getByRole('switch', { name: 'Buffer requests' }).click()
  await page.getByRole('switch', { name: 'Buffer responses' }).click()
  await page.getByRole('switch', { name: 'Enabled' }).click()
  await page.getByLabel('Tags').fill('team-a ')
  await expectAccessible(page)
  await save(page, 'Create route')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const stored = await read(page, `/routes/${name}`)
  expect(stored).toMatchObject({
    service,
    protocols: ['https'],
    hosts: [hostOf(name), `*.${hostOf(name)}`, `${name}.*:8443`],
    paths: [
      { type: 'prefix', value: '/' },
      { type: 'exact', value: '/cart' },
      { type: 'regex', value: '/items/\\d+' },
      { type: 'startsWith', value: '/v2' },
    ],
    methods: ['POST', 'PURGE'],
    headers: { 'x-version': ['v1', '~*^v[23]'], 'x-team': ['a'] },
    query: { page: ['1'] },
    snis: [hostOf(name)],
    stripPath: true, preserveHost: false, pathHandling: 'v1', regexPriority: -7, httpsRedirectStatusCode: 308,
    requestBuffering: true, responseBuffering: true, enabled: false, tags: ['team-a'],
  })

  const before = await headRevision(page)
  await page.goto(`/routes/${name}/edit`)
  await page.getByRole('button', { name: 'Save route' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  expect(await headRevision(page)).toBe(before)
  expect(await read(page, `/routes/${name}`)).toEqual(stored)
})

test('a stream route has sources and destinations in place of hosts and paths, and says that it is not served yet', async ({ page }) => {
  const service = await makeService(page)
  const name = freshName('stream')
  await page.goto('/routes/new')
  await page.getByLabel('Name').fill(name)
  await chooseService(page, service)
  for (const protocol of ['http', 'https', 'tcp']) await page.getByRole('checkbox', { name: protocol, exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Host 1' })).toBeHidden()
  await page.getByRole('button', { name: 'Add source' }).click()
  await paste(page.getByRole('textbox', { name: 'Source 1: address or range' }), '10.0.0.0/8\n192.0.2.1:4000')
  await page.getByRole('button', { name: 'Add destination' }).click()
  await page.getByRole('textbox', { name: 'Destination 1: port' }).fill('5432')
  await expect(page.locator('main').getByText('does not serve the protocol tcp').first()).toBeVisible()
  await save(page, 'Create route')
  expect(await read(page, `/routes/${name}`)).toMatchObject({
    protocols: ['tcp'], hosts: [], paths: [],
    sources: [{ ip: '10.0.0.0/8' }, { ip: '192.0.2.1', port: 4000 }], destinations: [{ port: 5432 }],
  })
})

test('wrong input keeps what was typed and names each field', async ({ page }) => {
  await page.goto('/routes/new')
  await page.getByLabel('Name').fill('not a name')
  await page.getByRole('textbox', { name: 'Host 1' }).fill('not a host')
  await page.getByRole('textbox', { name: 'Path 1' }).fill('no-slash')
  await page.getByRole('button', { name: 'Create route' }).click()
  const problems = page.getByRole('alert').filter({ hasText: 'need attention' })
  await expect(problems).toContainText('hosts.0')
  await expect(problems).toContainText('service')
  await expect(page.getByRole('textbox', { name: 'Host 1' })).toHaveAttribute('aria-invalid', 'true')
  await page.reload()
  await expect(page.getByText('What you typed before is back')).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('not a name')
  await expect(page.getByRole('textbox', { name: 'Host 1' })).toHaveValue('not a host')
  await expect(page.getByRole('textbox', { name: 'Path 1' })).toHaveValue('no-slash')
})

test('the list finds by field, disables by menu, and duplicates', async ({ page }) => {
  const service = await makeService(page)
  const name = await make(page, 'routes', { name: freshName('listed'), service, hosts: [hostOf(freshName('listed'))], tags: ['found-me'] })
  await page.goto('/routes')
  await page.getByRole('searchbox').fill(`service:${service}`)
  await expect(page).toHaveURL(/q=service/)
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('Serving')
  await expectAccessible(page)
  await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Disable route' }).click()
  const dialog = page.getByRole('dialog', { name: `Disable route ${name}?` })
  await expect(dialog).toContainText('404')
  await dialog.getByRole('button', { name: 'Disable route' }).click()
  await expect(row).toContainText('Disabled')
  await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(page.getByLabel('Name')).toHaveValue(`${name}-copy`)
  await page.getByRole('textbox', { name: 'Host 1' }).fill(hostOf(freshName('copy')))
  await save(page, 'Create route')
  expect(await read(page, `/routes/${name}-copy`)).toMatchObject({ service, tags: ['found-me'], enabled: false })
})

test('the page of a route draws its path and says how to reach it', async ({ page, product }) => {
  const service = await makeService(page)
  const name = freshName('page')
  await make(page, 'routes', { name, service, hosts: [hostOf(name)], paths: [{ type: 'prefix', value: '/api' }] })
  await page.goto(`/routes/${name}`)
  const port = new URL(product.run.addresses.http).port
  await expect(page.getByRole('region', { name: 'curl over http', exact: true })).toHaveText(
    `curl --connect-to ${hostOf(name)}:80:127.0.0.1:${port} http://${hostOf(name)}/api`,
  )
  await expect(page.getByRole('region', { name: 'curl over https' })).toContainText('curl -k --connect-to')
  await expect(page.getByRole('region', { name: 'Hosts-file line' })).toHaveText(`127.0.0.1 ${hostOf(name)}`)
  await expect(page.getByRole('listitem').filter({ hasText: 'Route' }).getByRole('link', { name })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('tab', { name: 'Tester' }).click()
  await expect(page.getByText('This route takes it')).toBeVisible()
  await page.getByRole('tab', { name: 'Traffic' }).click()
  await expect(page.getByText('Requests (req/s)')).toBeVisible()
  await expectAccessible(page)
})

test('an error that appears on leaving a field does not swallow the click that left it', async ({ page }) => {
  await page.goto('/routes/new')
  await page.getByRole('textbox', { name: 'Host 1' }).fill('not a host')
  await page.getByRole('button', { name: 'Add host' }).click()
  await expect(page.getByRole('textbox', { name: 'Host 2' })).toBeVisible()
  await expect(page.getByText('Must be a host name').first()).toBeVisible()
})

test('a path rewrite takes the place of strip path, and a route keeps to its listeners', async ({ page, product }) => {
  const backend = await startBackend('rewritten')
  const service = await makeService(page, backend.port)
  const name = freshName('rewrite')
  const spare = await startBackend('spare')
  await spare.close()
  const alt = await make(page, 'listeners', { name: freshName('alt'), protocol: 'http', port: spare.port })
  await make(page, 'routes', {
    name, service, hosts: [hostOf(name)], paths: [{ type: 'regex', value: '/old(/|$)(.*)' }], stripPath: true, listeners: ['http', alt],
  })
  await page.goto(`/routes/${name}/edit`)
  await page.getByText('Additional settings').click()
  const listeners = page.getByRole('group', { name: 'Listeners' })
  await expect(listeners.getByRole('checkbox', { name: alt })).toBeChecked()
  await expect(listeners.getByRole('checkbox', { name: /^https/ })).not.toBeChecked()
  await expect(page.getByText('Does not apply while the path is rewritten.')).toHaveCount(0)

  const says = page.getByRole('region', { name: 'What this route does' })
  await page.getByRole('textbox', { name: 'Path from groups' }).fill('/new/$2')
  await expect(page.getByText('Does not apply while the path is rewritten.')).toHaveCount(2)
  await expect(says).toContainText('as /new/$2 filled from the groups of the path')
  await expect(says).toContainText(`Only on the listeners http and ${alt}.`)
  await expectAccessible(page)
  await save(page, 'Save route')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(await read(page, `/routes/${name}`)).toMatchObject({ rewriteTarget: '/new/$2', filters: [], stripPath: true, listeners: ['http', alt] })
  const sent = await send(product.run.addresses.http, { host: hostOf(name), path: '/old/7?a=1' })
  expect(JSON.parse(sent.body)).toMatchObject({ name: 'rewritten', url: '/new/7?a=1' })

  await page.goto(`/routes/${name}/edit`)
  await page.getByText('Additional settings').click()
  await page.locator('summary', { hasText: 'Filters and templates' }).click()
  await page.getByRole('button', { name: 'Add filter', exact: true }).click()
  await pick(page.getByRole('menuitem', { name: /^Path rewrite/ }))
  const rewrite = page.getByRole('group', { name: 'Path rewrite', exact: true })
  await choose(rewrite.getByRole('combobox', { name: 'What is replaced' }), 'What a regular expression finds')
  await rewrite.getByRole('textbox', { name: 'Pattern' }).fill('^/old')
  await page.getByRole('textbox', { name: 'Path from groups' }).fill('')
  await expect(says).toContainText('with ^/old taken out of the path')
  await listeners.getByRole('checkbox', { name: alt }).click()
  await save(page, 'Save route')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const stored = await read(page, `/routes/${name}`)
  expect(stored).toMatchObject({ filters: [{ type: 'rewritePath', mode: 'regex', pattern: '^/old', replacement: '' }], listeners: ['http'] })
  expect(stored).not.toHaveProperty('rewriteTarget')
  await backend.close()
})

test('what only an Ingress writes is shown where it stands, and kept', async ({ page }) => {
  const service = await makeService(page)
  const name = freshName('ingress')
  const paths = [{ type: 'implementationSpecific', value: '/api(/|$)(.*)' }]
  await make(page, 'routes', { name, service, hosts: [hostOf(name)], paths, useRegex: true })
  const stored = await read(page, `/routes/${name}`)
  await page.goto(`/routes/${name}/edit`)
  await expect(page.getByRole('combobox', { name: 'Path 1: type' })).toHaveText('By dialect')
  await page.getByText('Additional settings').click()
  await expect(page.getByRole('checkbox', { name: 'Read the paths as regular expressions' })).toBeChecked()
  await page.getByRole('button', { name: 'Save route' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  expect(await read(page, `/routes/${name}`)).toEqual(stored)
  await page.goto('/routes/new')
  await page.getByRole('combobox', { name: 'Path 1: type' }).click()
  await expect(page.getByRole('option', { name: /^Regex/ })).toBeVisible()
  await expect(page.getByRole('option', { name: /^By dialect/ })).toHaveCount(0)
})

test('a revision lists the requests that it sent elsewhere', async ({ page }) => {
  await make(page, 'routes', { name: freshName('diffed'), service: await makeService(page), hosts: [hostOf(freshName('diffed'))] })
  const answer = { status: 500, json: { code: 'INTERNAL', message: 'It broke' } as object }
  await page.route('**/api/v1/revisions/*/routing-diff?*', (route) => route.fulfill(answer))
  await page.goto(`/history/${await headRevision(page)}`)
  await expect(page.getByText('Which requests changed could not be worked out')).toBeVisible()
  Object.assign(answer, { status: 200, json: { items: [{ pattern: 'GET a.test/x', before: 'no route', after: 'route a → service b', alike: 41 }] } })
  await page.getByRole('button', { name: 'Retry' }).click()
  const changed = page.getByRole('region', { name: 'What changes for requests' })
  await expect(changed.getByRole('row').nth(1)).toContainText('and 41 more like this')
  await expectAccessible(page)
  Object.assign(answer, { json: { items: [] } })
  await page.reload()
  await expect(page.getByText('No request goes anywhere else than before')).toBeVisible()
})
