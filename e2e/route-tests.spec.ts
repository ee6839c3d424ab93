import type { Page } from '@playwright/test'
import { choose, freshName, make, post, read, save } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

/** A route of its own host, to a service that need not answer. */
async function makeRoute(page: Page, name: string): Promise<void> {
  await make(page, 'services', { name, host: '127.0.0.1', port: 9 })
  await make(page, 'routes', { name, service: name, hosts: [`${name}.test`] })
}

const makeTest = (page: Page, name: string) =>
  make(page, 'route-tests', { name, request: { url: `http://${name}.test/api` }, expect: { service: name } })

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const take = (page: Page) => page.getByRole('button', { name: 'Take what happens now as the expectation' }).locator('visible=true')

/** Types into a field that also offers choices, and leaves it: its list covers the rest as long as it is open. */
async function type(page: Page, field: string, text: string): Promise<void> {
  const input = page.getByRole('combobox', { name: field, exact: true })
  await input.fill(text)
  await input.press('Tab')
  await expect(input).toHaveValue(text)
}

/** Opens the save dialog of a route with another host. */
async function moveRoute(page: Page, name: string) {
  await page.goto(`/routes/${name}/edit`)
  await page.getByRole('textbox', { name: 'Host 1' }).fill(`moved-${name}.test`)
  await page.getByRole('button', { name: 'Save route' }).click()
  return page.getByRole('dialog', { name: `Edit route ${name}` })
}

test('created by form, seen to pass, broken by an edit that needs a tick, seen to fail', async ({ page }) => {
  const name = freshName('guarded')
  await makeRoute(page, name)
  await page.goto('/route-tests/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('URL', { exact: true }).fill(`http://${name}.test/api`)
  await page.getByRole('button', { name: 'Add header' }).click()
  await page.getByRole('textbox', { name: 'Header 1: name' }).fill('X-Version')
  await page.getByRole('textbox', { name: 'Header 1: value' }).fill('2')
  await page.getByRole('button', { name: 'Create route test' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'needs attention' })).toContainText('Say at least one thing')
  await type(page, 'Service', 'elsewhere')
  await page.getByRole('button', { name: 'Try it now' }).locator('visible=true').click()
  await expect(page.getByRole('row', { name: 'differs Service' }).locator('visible=true')).toContainText(name)
  await take(page).click()
  await expect(page.getByRole('combobox', { name: 'Service' })).toHaveValue(name)
  await expect(page.getByRole('row', { name: 'as expected Route' }).locator('visible=true')).toContainText(name)
  await save(page, 'Create route test')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('Passed')).toBeVisible()
  expect(await read(page, `/route-tests/${name}`)).toMatchObject({
    request: { method: 'GET', url: `http://${name}.test/api`, headers: { 'x-version': '2' } },
    expect: { outcome: 'forward', route: name, service: name },
  })

  const dialog = await moveRoute(page, name)
  await expect(dialog).toContainText('One route test that passes now would fail')
  await expect(dialog).toContainText(`Service: none instead of ${name}`)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save route' }).click({ force: true })
  expect(await read(page, `/routes/${name}`)).toMatchObject({ hosts: [`${name}.test`] })
  await dialog.getByRole('checkbox', { name: 'Save although one route test would fail' }).click()
  await dialog.getByRole('button', { name: 'Save route' }).click()
  await expect(dialog).toBeHidden()

  await page.goto(`/route-tests?q=${name}`)
  await expect(row(page, name)).toContainText('Failed: Outcome: no route instead of forwarded')
  await expect(page.getByText(/\d+ passed, \d+ failed at revision \d+/)).toBeVisible()
  await expectAccessible(page)
})

test('a test that another made meanwhile stops the save, and is named', async ({ page }) => {
  const name = freshName('raced')
  await makeRoute(page, name)
  const dialog = await moveRoute(page, name)
  await expect(dialog).toContainText('What changes for requests')
  await makeTest(page, name)
  await dialog.getByRole('button', { name: 'Save route' }).click()
  await expect(dialog).toContainText('Not saved, nothing changed')
  await expect(dialog).toContainText(`Service: none instead of ${name}`)
  expect(await read(page, `/routes/${name}`)).toMatchObject({ hosts: [`${name}.test`] })
  await dialog.getByRole('checkbox', { name: /^Save although/ }).click()
  await dialog.getByRole('button', { name: 'Save route' }).click()
  await expect(dialog).toBeHidden()
  expect(await read(page, `/routes/${name}`)).toMatchObject({ hosts: [`moved-${name}.test`] })
})

test('deleting and disabling a route, and promoting a canary, name the tests that they break', async ({ page }) => {
  const name = freshName('dialogs')
  await makeRoute(page, name)
  await makeTest(page, name)
  await make(page, 'services', { name: `${name}-v2`, host: '127.0.0.1', port: 9 })
  await make(page, 'canaries', { name, route: name, service: `${name}-v2`, weight: 0 })
  const goOn = async (action: string) => {
    const dialog = page.getByRole('dialog').filter({ hasText: 'One route test that passes now would fail' })
    await expect(dialog).toContainText(name)
    await expect(dialog.getByRole('button', { name: action })).toHaveAttribute('aria-disabled', 'true')
    return dialog
  }
  await page.goto(`/canaries/${name}`)
  await page.getByRole('button', { name: 'Promote canary' }).click()
  await (await goOn('Promote canary')).getByRole('button', { name: 'Cancel' }).click()
  await page.goto(`/routes?q=${name}`)
  await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Disable route' }).click()
  await (await goOn('Disable route')).getByRole('button', { name: 'Cancel' }).click()
  await post(page, `/canaries/${name}/abort`, {})
  await page.goto(`/routes/${name}`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = await goOn('Delete route')
  await dialog.getByRole('checkbox', { name: 'Go on although one route test would fail' }).click()
  await dialog.getByRole('button', { name: 'Delete route' }).click()
  await expect(page.getByText(`Deleted route ${name}`)).toBeVisible()
})

test('every field of a test is kept, and a copy of it can be made', async ({ page }) => {
  const name = freshName('fields')
  await page.goto('/route-tests/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Description').fill('why')
  await type(page, 'Method', 'POST')
  await page.getByLabel('URL', { exact: true }).fill(`https://${name}.test/a?b=c`)
  await page.getByLabel('Client address').fill('192.0.2.7')
  await page.getByLabel('SNI').fill(`${name}.test`)
  await choose(page.getByLabel('Listener'), 'https')
  await choose(page.getByLabel('Outcome'), 'redirected')
  await page.getByLabel('Status').fill('301')
  for (const field of ['Route', 'Service', 'Upstream']) await type(page, field, `its-${field.toLowerCase()}`)
  await page.getByLabel('Target', { exact: true }).fill('10.0.0.1:80')
  await choose(page.getByLabel('Canary side'), 'by weight')
  await page.getByLabel('Redirect to').fill('https://a.test/')
  await page.getByLabel('URL asked of the target').fill('http://10.0.0.1/')
  await page.getByRole('switch', { name: 'Enabled' }).click()
  await page.getByLabel('Tags').fill('team-a ')
  await save(page, 'Create route test')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const fields = {
    description: 'why',
    request: { method: 'POST', url: `https://${name}.test/a?b=c`, headers: {}, clientIp: '192.0.2.7', sni: `${name}.test`, listener: 'https' },
    expect: {
      outcome: 'redirect', status: 301, route: 'its-route', service: 'its-service', upstream: 'its-upstream', target: '10.0.0.1:80',
      side: 'byWeight', location: 'https://a.test/', upstreamUrl: 'http://10.0.0.1/',
    },
    enabled: false,
    tags: ['team-a'],
  }
  expect(await read(page, `/route-tests/${name}`)).toMatchObject(fields)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(`${name}-copy`)
  await save(page, 'Create route test')
  await expect(page.getByRole('heading', { level: 1, name: `${name}-copy` })).toBeVisible()
  expect(await read(page, `/route-tests/${name}-copy`)).toMatchObject(fields)
})

test('what the tester answers becomes a test', async ({ page }) => {
  const name = freshName('asked')
  await makeRoute(page, name)
  await page.goto(`/tester?method=PUT&url=http://${name}.test/cart%3Fa%3Db&header=x-version: 2&cookie=seen=1`)
  await page.getByRole('link', { name: 'Save as route test' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(`${name}.test-cart`)
  await expect(page.getByLabel('URL', { exact: true })).toHaveValue(`http://${name}.test/cart?a=b`)
  await save(page, 'Create route test')
  await expect(page.getByText('Passed')).toBeVisible()
  expect(await read(page, `/route-tests/${name}.test-cart`)).toMatchObject({
    request: { method: 'PUT', headers: { 'x-version': '2', cookie: 'seen=1' } },
    expect: { outcome: 'forward', route: name, service: name },
  })
  await page.getByRole('link', { name: 'Open in the tester' }).click()
  await expect(page.getByRole('link', { name: 'Save as route test' })).toBeVisible()
  await expect(page.getByLabel('URL', { exact: true })).toHaveValue(`http://${name}.test/cart?a=b`)
})
