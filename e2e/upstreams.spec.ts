import { choose, freshName, headRevision, make, paste, read, save } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

test('an upstream is created with a name and a target', async ({ page }) => {
  const name = freshName('pool')
  await page.goto('/upstreams')
  await page.getByRole('link', { name: 'Create upstream' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Target 1: Host').fill('127.0.0.1:9001')
  await page.getByLabel('Target 1: Weight').fill('50')
  await save(page, 'Create upstream')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(await read(page, `/upstreams/${name}`)).toMatchObject({ targets: [{ host: '127.0.0.1', port: 9001, weight: 50, enabled: true }] })

  await page.goto(`/upstreams?q=${name}`)
  await expect(page.getByRole('row', { name })).toContainText('127.0.0.1:9001 ×50')
})

test('an upstream is created from the keyboard alone', async ({ page }) => {
  const name = freshName('keys')
  await page.goto('/upstreams/new')
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Skip to the page' }).press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type('10.0.0.1')
  await page.keyboard.press('Tab')
  await page.keyboard.type('80')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Target 2: Host')).toBeFocused()
  await page.keyboard.type('10.0.0.2:81')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByLabel('Comment for the history')).toBeFocused()
  await page.keyboard.type('from the keyboard')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(await read(page, `/upstreams/${name}`)).toMatchObject({ targets: [{ host: '10.0.0.1', port: 80 }, { host: '10.0.0.2', port: 81 }] })
})

test('every field of an upstream is kept, and saving it again without a change makes no revision', async ({ page }) => {
  const name = freshName('every-field')
  await page.goto('/upstreams/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await paste(page.getByLabel('Target 1: Host'), '10.0.0.1:80 5\n[2001:db8::1]:443 0\nserver shop.internal:8080 weight=7 down;')
  await choose(page.getByRole('combobox', { name: 'Algorithm' }), 'Consistent hashing')
  await choose(page.getByRole('combobox', { name: 'Hash on' }), 'Header')
  await page.getByRole('textbox', { name: 'Header', exact: true }).fill('x-user')
  await choose(page.getByRole('combobox', { name: 'Fallback' }), 'Cookie')
  await page.getByRole('textbox', { name: 'Cookie', exact: true }).fill('sid')
  await page.getByRole('textbox', { name: 'Path of the cookie' }).fill('/shop')
  await page.getByText('Additional settings').click()
  await page.getByLabel('Host header').fill('shop.test')
  await page.getByLabel('Slots').fill('1000')
  await page.getByLabel('Tags').fill('team-a eu ')

  const active = page.getByRole('group', { name: 'Active health checks' })
  await choose(active.getByRole('combobox', { name: 'Protocol of the check' }), 'https')
  await active.getByLabel('Check healthy targets every').fill('5')
  await active.getByLabel('Check unhealthy targets every').fill('2.5')
  await active.getByLabel('Path of the check').fill('/up')
  await active.getByLabel('Time-out', { exact: true }).fill('0.5')
  await active.getByLabel('Checked at once').fill('3')
  await active.getByRole('switch', { name: "Verify the target's certificate" }).click()
  await active.getByLabel('SNI of the check').fill('shop.test')
  await active.getByRole('button', { name: 'Add header' }).click()
  await active.getByLabel('Header 1: name').fill('x-probe')
  await active.getByLabel('Header 1: values').fill('sluice')
  const passive = page.getByRole('group', { name: 'Passive health checks' })
  await choose(passive.getByRole('combobox', { name: 'Protocol of the requests' }), 'https')
  await page.getByLabel('Threshold').fill('12.5')
  for (const [side, first] of [[active, 1], [passive, 5]] as const) {
    const healthy = side.getByRole('group', { name: 'A target becomes healthy after', exact: true })
    await healthy.getByLabel('Status codes that count').fill('299 ')
    await healthy.getByLabel('Successes').fill(String(first))
    const unhealthy = side.getByRole('group', { name: 'A target becomes unhealthy after', exact: true })
    await unhealthy.getByLabel('Status codes that count').fill('418 ')
    await unhealthy.getByLabel('Connection failures').fill(String(first + 1))
    await unhealthy.getByLabel('Time-outs').fill(String(first + 2))
    await unhealthy.getByLabel('HTTP failures').fill(String(first + 3))
  }
  await save(page, 'Create upstream')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const stored = await read(page, `/upstreams/${name}`)
  expect(stored).toMatchObject({
    algorithm: 'consistent-hashing',
    targets: [
      { host: '10.0.0.1', port: 80, weight: 5, enabled: true },
      { host: '2001:db8::1', port: 443, weight: 0, enabled: true },
      { host: 'shop.internal', port: 8080, weight: 7, enabled: false },
    ],
    hashOn: 'header', hashOnHeader: 'x-user', hashFallback: 'cookie', hashOnCookie: 'sid', hashOnCookiePath: '/shop',
    hostHeader: 'shop.test', slots: 1000, tags: ['team-a', 'eu'],
    healthchecks: {
      threshold: 12.5,
      active: {
        type: 'https', httpPath: '/up', timeout: 0.5, concurrency: 3, httpsVerifyCertificate: false, httpsSni: 'shop.test',
        headers: { 'x-probe': ['sluice'] },
        healthy: { interval: 5, httpStatuses: [200, 302, 299], successes: 1 },
        unhealthy: { interval: 2.5, tcpFailures: 2, timeouts: 3, httpFailures: 4 },
      },
      passive: { type: 'https', healthy: { successes: 5 }, unhealthy: { httpStatuses: [429, 500, 503, 418], tcpFailures: 6, timeouts: 7, httpFailures: 8 } },
    },
  })

  const before = await headRevision(page)
  await page.goto(`/upstreams/${name}/edit`)
  await page.getByRole('button', { name: 'Save upstream' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  expect(await headRevision(page)).toBe(before)
  expect(await read(page, `/upstreams/${name}`)).toEqual(stored)
})

test('an upstream is edited, and its history shows it', async ({ page }) => {
  const name = await make(page, 'upstreams', { name: freshName('pool'), targets: [{ host: '10.0.0.1', port: 80 }] })
  await page.goto(`/upstreams/${name}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('readonly', '')
  await page.getByRole('button', { name: 'Add target' }).click()
  await page.getByLabel('Target 2: Host').fill('10.0.0.2')
  await page.getByLabel('Target 2: Port').fill('81')
  await save(page, 'Save upstream')
  await expect(page.getByRole('row', { name: '10.0.0.2:81' })).toContainText('50%')
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByRole('tabpanel', { name: 'History' })).toContainText(name)
})

test('a copy of an upstream has all but its name', async ({ page }) => {
  const name = await make(page, 'upstreams', { name: freshName('pool'), algorithm: 'latency', targets: [{ host: '10.0.0.1', port: 80, weight: 3 }], tags: ['a'] })
  await page.goto(`/upstreams?q=${name}`)
  await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(`${name}-copy`)
  await save(page, 'Create upstream')
  await expect(page.getByRole('heading', { level: 1, name: `${name}-copy` })).toBeVisible()
  expect(await read(page, `/upstreams/${name}-copy`)).toMatchObject({ algorithm: 'latency', targets: [{ host: '10.0.0.1', port: 80, weight: 3 }], tags: ['a'] })
})

test('an upstream in use is not deleted, and says what uses it; without a use it is', async ({ page }) => {
  const name = await make(page, 'upstreams', { name: freshName('pool'), targets: [{ host: '10.0.0.1', port: 80 }] })
  const service = await make(page, 'services', { name: freshName('user'), upstream: name })
  await page.goto(`/upstreams?q=${name}`)
  await expect(page.getByRole('row', { name })).toContainText(service)
  const remove = async () => {
    await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete upstream' }).click()
  }
  await remove()
  await expect(page.getByRole('dialog').getByRole('link', { name: service })).toHaveAttribute('href', `/services/${service}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  expect((await page.request.delete(`/api/v1/services/${service}`)).ok()).toBe(true)
  await remove()
  await expect(page.getByText('Nothing matches')).toBeVisible()
  expect((await page.request.get(`/api/v1/upstreams/${name}`)).status()).toBe(404)
})

test('search and sort of the list live in the URL', async ({ page }) => {
  const word = freshName('find')
  for (const end of ['a', 'b']) await make(page, 'upstreams', { name: `${word}-${end}`, targets: [{ host: '10.0.0.1', port: 80 }] })
  await page.goto('/upstreams')
  await page.getByRole('searchbox').fill(word)
  await expect(page).toHaveURL(new RegExp(`q=${word}`))
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await expect(page).toHaveURL(/sort=-name/)
  await page.reload()
  await expect(page.getByRole('searchbox')).toHaveValue(word)
  await expect(page.getByRole('table').getByRole('link', { name: word })).toHaveText([`${word}-b`, `${word}-a`])
})

test('what is wrong is said at its field, and nothing that was typed is lost', async ({ page }) => {
  const taken = await make(page, 'upstreams', { name: freshName('taken') })
  await page.goto('/upstreams/new')
  await page.getByLabel('Name', { exact: true }).fill('not a name')
  await page.getByLabel('Target 1: Host').fill('-bad-')
  await page.getByLabel('Target 1: Port').fill('99999')
  await page.getByRole('button', { name: 'Create upstream' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Target 1: Host')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Target 1: Port')).toHaveAttribute('aria-invalid', 'true')

  await page.getByLabel('Name', { exact: true }).fill(taken)
  await page.getByLabel('Target 1: Host').fill('10.0.0.9')
  await page.getByLabel('Target 1: Port').fill('80')
  await page.getByRole('button', { name: 'Create upstream' }).click()
  await expect(page.getByRole('form').getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(taken)
  await expect(page.getByLabel('Target 1: Host')).toHaveValue('10.0.0.9')
  await page.reload()
  await expect(page.getByLabel('Target 1: Host')).toHaveValue('10.0.0.9')
})

test('the pages of upstreams have no accessibility faults', async ({ page }) => {
  const name = await make(page, 'upstreams', { name: freshName('pool'), algorithm: 'latency', targets: [{ host: '10.0.0.1', port: 80 }] })
  await page.goto(`/upstreams?q=${name}`)
  await expect(page.getByRole('row', { name })).toContainText('10.0.0.1:80')
  await expectAccessible(page)
  await page.goto(`/upstreams/${name}`)
  await expect(page.getByRole('row', { name: '10.0.0.1:80' })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/upstreams/${name}/edit`)
  await page.getByText('Additional settings').click()
  await expectAccessible(page)
})
