import type { Page } from '@playwright/test'
import { choose, freshName, make, post, read, save } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

const NOWHERE = 'https://127.0.0.1:1'

const kubeconfig = (user: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server: NOWHERE } }],
    users: [{ name: 'lab', user }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
  })

/** The form of a new workspace of a cluster, by a pasted kubeconfig. */
async function beginCluster(page: Page, name: string, user: object): Promise<void> {
  await page.goto('/workspaces/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('radio', { name: 'Kubernetes cluster' }).click()
  await page.getByRole('radio', { name: 'Pasted kubeconfig' }).click()
  await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(kubeconfig(user))
  // Its cluster is not looked for, and the other tests are not told about it.
  await page.getByRole('switch', { name: 'Served' }).click()
}

/** A workspace with a route of its own host, and a test of it in the workspace `default`. */
async function makeGuarded(page: Page, name: string): Promise<void> {
  await make(page, 'workspaces', { name })
  await post(page, `/services?workspace=${name}`, { name, host: '127.0.0.1', port: 9 })
  await post(page, `/routes?workspace=${name}`, { name, service: name, hosts: [`${name}.test`] })
  await make(page, 'route-tests', { name, request: { url: `http://${name}.test/` }, expect: { service: name } })
}

const broken = (page: Page) => page.getByRole('dialog').filter({ hasText: 'One route test that passes now would fail' })

test('a cluster that cannot be reached: the test says why, and it is saved all the same', async ({ page }) => {
  const name = freshName('nowhere')
  await beginCluster(page, name, { token: 'a-token' })
  const trial = page.getByRole('region', { name: 'Connection test' })
  await trial.getByRole('button', { name: 'Test connection' }).click()
  await expect(trial).toContainText('Not connected')
  await expect(trial).toContainText(NOWHERE)
  await expect(trial).toContainText('the connection was refused')
  await expectAccessible(page)
  await page.getByLabel('Namespaces').fill('shop')
  await page.getByLabel('Namespaces').press('Enter')
  await expect(trial).toContainText('The connection was changed since this test')
  await save(page, 'Create workspace')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const stored = await read(page, `/workspaces/${name}`)
  expect(stored).toMatchObject({ kind: 'kubernetes', served: false, namespaces: ['shop'], connection: { type: 'kubeconfig', allowExec: false } })
  expect(JSON.stringify(stored)).not.toContain('a-token')

  await page.goto(`/workspaces/${name}/edit`)
  await expect(page.getByText('A kubeconfig is stored and not shown again')).toBeVisible()
  await page.getByLabel('Description').fill('the lab')
  await save(page, 'Save workspace')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(await read(page, `/workspaces/${name}`)).toMatchObject({ description: 'the lab', connection: stored.connection })
})

test('a kubeconfig that names a program is refused at its switch, and taken once that is on', async ({ page }) => {
  const name = freshName('exec')
  await beginCluster(page, name, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'get-a-token' } })
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'needs attention' })).toContainText('get-a-token')
  const allow = page.getByRole('switch', { name: 'Allow programs for credentials' })
  await allow.click()
  await expect(page.getByText('A program named in the kubeconfig will run on this server')).toBeVisible()
  await save(page, 'Create workspace')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(await read(page, `/workspaces/${name}`)).toMatchObject({ connection: { allowExec: true } })
})

test('a workspace that tests of others need is served no more, and deleted, only after a tick', async ({ page }) => {
  const name = freshName('guarded')
  await makeGuarded(page, name)
  await page.goto(`/workspaces/${name}/edit`)
  await page.getByRole('switch', { name: 'Served' }).click()
  await page.getByRole('button', { name: 'Save workspace' }).click()
  await expect(broken(page)).toContainText(`Service: none instead of ${name}`)
  await expectAccessible(page)
  await broken(page).getByRole('button', { name: 'Save workspace' }).click({ force: true })
  expect(await read(page, `/workspaces/${name}`)).toMatchObject({ served: true })
  await broken(page).getByRole('button', { name: 'Back to the form' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(broken(page).getByRole('button', { name: 'Delete workspace' })).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)
  await broken(page).getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('switch', { name: 'Served' }).click()
  await page.getByRole('button', { name: 'Save workspace' }).click()
  await broken(page).getByRole('checkbox', { name: 'Save although one route test would fail' }).click()
  await broken(page).getByRole('button', { name: 'Save workspace' }).click()
  await expect(page.getByText('Not served', { exact: true })).toBeVisible()
  expect(await read(page, `/workspaces/${name}`)).toMatchObject({ served: false })

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete workspace' }).click()
  await expect(page.getByText(`Deleted workspace ${name}`)).toBeVisible()
})

test('a broken test of another workspace is named with it, and its link leads there', async ({ page, context }) => {
  const name = freshName('other')
  await makeGuarded(page, name)
  await page.goto(`/workspaces/${name}/edit?workspace=${name}`)
  await page.getByRole('switch', { name: 'Served' }).click()
  await page.getByRole('button', { name: 'Save workspace' }).click()
  await expect(broken(page)).toContainText('in workspace default')
  const opening = context.waitForEvent('page')
  await broken(page).getByRole('link', { name }).click()
  const opened = await opening
  await expect(opened.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(opened.getByRole('button', { name: 'Workspace default' })).toBeVisible()
})

test('the form warns where Kong’s rules would meet others on a port', async ({ page }) => {
  await page.goto('/workspaces/new')
  const warning = page.getByText(/^Served by other rules on the same ports: .*default/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await choose(page.getByLabel('Dialect'), 'kong')
  await expect(warning).toBeVisible()
  await page.getByRole('switch', { name: 'Served' }).click()
  await expect(warning).toBeHidden()
  await page.getByRole('switch', { name: 'Served' }).click()
  await page.getByRole('radio', { name: 'Kubernetes cluster' }).click()
  await expect(warning).toBeHidden()
})
