import { freshName, headRevision, make, pick, read, save } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'
import type { Page } from '@playwright/test'

const limit = (requests: number) => ({ type: 'rateLimit', requests })

/** A template of 10 requests a second, used by as many routes as there are lists of own filters. */
async function used(page: Page, word: string, ...routes: object[][]): Promise<{ template: string; names: string[] }> {
  const template = await make(page, 'templates', { name: freshName(word), description: 'What everybody gets', filters: [limit(10), { type: 'hsts' }] })
  const service = await make(page, 'services', { name: freshName(`${word}-service`), host: '127.0.0.1' })
  const names: string[] = []
  for (const filters of routes) {
    const name = freshName(`${word}-route`)
    names.push(await make(page, 'routes', { name, service, hosts: [`${name}.test`], templates: [template], filters }))
  }
  return { template, names }
}

test('a template is created with a filter', async ({ page }) => {
  const name = freshName('public')
  await page.goto('/templates')
  await page.getByRole('link', { name: 'Create template' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Description').fill('Limits of all public APIs')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await pick(page.getByRole('menuitem', { name: /^Rate limit/ }))
  await page.getByLabel('Tags').fill('team-a ')
  await save(page, 'Create template')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('Limits of all public APIs')).toBeVisible()
  await expect(page.getByText('No route uses it yet')).toBeVisible()
  const stored = await read(page, `/templates/${name}`)
  expect(stored).toMatchObject({ description: 'Limits of all public APIs', filters: [{ type: 'rateLimit' }], tags: ['team-a'] })
})

test('before it is saved, a change shows the routes that it touches, and for which something changes', async ({ page }) => {
  const { template, names } = await used(page, 'touch', [], [limit(1)])
  await page.goto(`/templates/${template}/edit`)
  const beside = page.getByRole('complementary').last()
  await expect(beside.getByText('2 routes use it; nothing changes for any of them.')).toBeVisible()
  await page.getByText('Rate limit', { exact: true }).click()
  await page.getByRole('group', { name: 'Rate limit' }).getByLabel('Requests', { exact: true }).fill('20')
  await expect(beside.getByText('2 routes use it; something changes for 1.')).toBeVisible()
  await page.getByRole('button', { name: 'Save template' }).click()
  const dialog = page.getByRole('dialog', { name: /^Edit / })
  const listed = dialog.getByRole('list', { name: 'Routes that use it' }).getByRole('listitem')
  await expect(listed).toHaveCount(2)
  await expect(listed.nth(0)).toContainText(names[0]!)
  await expect(listed.nth(0)).toContainText('changes')
  await expect(listed.nth(1)).toContainText('as before')
  await expect(dialog.getByRole('region', { name: 'What changes for requests' })).toContainText('rateLimit requests 20')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save template', exact: true }).click()
  await expect(dialog).toBeHidden()
  expect(await read(page, `/templates/${template}`)).toMatchObject({ filters: [{ requests: 20 }, { type: 'hsts' }] })
})

test('its page shows what it does, who uses it, and what they take of it', async ({ page }) => {
  const { template, names } = await used(page, 'page', [], [limit(1)])
  await page.goto(`/templates/${template}`)
  await expect(page.getByRole('heading', { name: 'Routes that use it (2)' })).toBeVisible()
  await expect(page.getByRole('row', { name: names[0]! })).toContainText('All')
  await expect(page.getByRole('row', { name: names[1]! })).toContainText('All but Rate limit')
  await page.goto(`/templates?q=${template}`)
  await expect(page.getByRole('row', { name: template })).toContainText('Rate limit')
  await page.getByRole('row', { name: template }).getByRole('link', { name: '2 routes' }).click()
  await expect(page).toHaveURL(/\/routes\?q=template/)
  for (const name of names) await expect(page.getByRole('row', { name })).toBeVisible()
})

test('templates are found by their filters', async ({ page }) => {
  const name = await make(page, 'templates', { name: freshName('cors'), filters: [{ type: 'cors' }] })
  const other = await make(page, 'templates', { name: freshName('cors'), filters: [{ type: 'hsts' }] })
  await page.goto('/templates?q=filter:cors')
  await expect(page.getByRole('row', { name })).toBeVisible()
  await expect(page.getByRole('row', { name: other })).toHaveCount(0)
})

test('a template in use is not deleted, and says who uses it', async ({ page }) => {
  const { template, names } = await used(page, 'kept', [])
  await page.goto(`/templates?q=${template}`)
  await page.getByRole('button', { name: `Actions of ${template}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete template' }).click()
  await expect(page.getByRole('dialog').getByRole('link', { name: names[0]! })).toBeVisible()
})

test('saving it again without a change makes no revision', async ({ page }) => {
  const filters = [limit(10), { type: 'cors', exposeHeaders: ['etag'] }, { type: 'requestHeaders', set: { 'x-team': 'a' }, remove: ['x-debug'] }]
  const template = await make(page, 'templates', { name: freshName('same'), filters, tags: ['a'] })
  const before = await headRevision(page)
  await page.goto(`/templates/${template}/edit`)
  await page.getByRole('button', { name: 'Save template' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  expect(await headRevision(page)).toBe(before)
})

test('the pages of templates have no accessibility faults', async ({ page }) => {
  const { template, names } = await used(page, 'axe', [limit(1)])
  await page.goto(`/templates?q=${template}`)
  await expect(page.getByRole('row', { name: template })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/templates/${template}`)
  await expect(page.getByRole('row', { name: names[0]! })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/templates/${template}/edit`)
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
  await expectAccessible(page)
})
