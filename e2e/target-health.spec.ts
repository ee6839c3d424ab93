import { freshName, make } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

test('a target is marked down and up by hand, and the history says so', async ({ page }) => {
  const name = await make(page, 'upstreams', { name: freshName('marked'), targets: [{ host: '127.0.0.1', port: 9 }, { host: '127.0.0.2', port: 9 }] })
  await make(page, 'services', { name, upstream: name })
  await make(page, 'routes', { name, service: name, hosts: [`${name}.test`] })
  await page.goto(`/upstreams/${name}`)
  const row = page.getByRole('table', { name: 'Targets' }).getByRole('row', { name: '127.0.0.1:9' })
  await expect(row).toContainText('Not checked')
  await expect(page.getByText('No checks: targets count as up')).toBeVisible()
  await expectAccessible(page)

  const mark = async (entry: string, title: string) => {
    await row.getByRole('button', { name: 'Actions of 127.0.0.1:9' }).click()
    await page.getByRole('menuitem', { name: entry }).click()
    const dialog = page.getByRole('dialog', { name: title })
    await dialog.getByRole('button', { name: entry, exact: true }).click()
    await expect(dialog).toBeHidden()
  }
  await mark('Mark down', 'Mark 127.0.0.1:9 down')
  await expect(row).toContainText('Marked down')
  const history = page.getByRole('table', { name: 'Health changes' })
  await expect(history.getByRole('row', { name: '127.0.0.1:9' }).first()).toContainText('by hand · ada')
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Marked down' }).hover()
  await expect(page.getByText(/^Down · .* · by hand · ada$/)).toBeVisible()

  await mark('Mark up', 'Mark 127.0.0.1:9 up')
  await expect(row).not.toContainText('Marked down')
})

test('the last target that takes requests is marked down after a warning', async ({ page }) => {
  const name = await make(page, 'upstreams', { name: freshName('last'), targets: [{ host: '127.0.0.1', port: 9 }, { host: '127.0.0.2', port: 9, weight: 0 }] })
  await make(page, 'services', { name, upstream: name })
  await page.goto(`/upstreams/${name}`)
  await page.getByRole('button', { name: 'Actions of 127.0.0.1:9' }).click()
  await page.getByRole('menuitem', { name: 'Mark down' }).click()
  await expect(page.getByRole('dialog').getByText('the upstream answers 503')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
})

test('a target that nobody answers for goes down by its checks, and says why', async ({ page }) => {
  const active = { healthy: { interval: 0.2, successes: 1 }, unhealthy: { interval: 0.2, tcpFailures: 1, httpFailures: 1, timeouts: 1 } }
  const name = await make(page, 'upstreams', { name: freshName('checked'), targets: [{ host: '127.0.0.1', port: 9 }], healthchecks: { active } })
  await make(page, 'services', { name, upstream: name })
  await make(page, 'routes', { name, service: name, hosts: [`${name}.test`] })
  await page.goto(`/upstreams/${name}`)
  const row = page.getByRole('table', { name: 'Targets' }).getByRole('row', { name: '127.0.0.1:9' })
  await expect(row.getByRole('button', { name: 'Down' })).toBeVisible()
  await expect(row).toContainText('no connection (ECONNREFUSED)')
  await expect(page.getByRole('table', { name: 'Health changes' }).getByRole('row').nth(1)).toContainText('active check · no connection (ECONNREFUSED)')
})
