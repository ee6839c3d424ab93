import type { Page } from '@playwright/test'
import { startBackend, type Backend } from './backend.ts'
import { freshName, headRevision, make, post, read, save } from './objects.ts'
import { send } from './send.ts'
import { expect, expectAccessible, test } from './test.ts'

type Split = { route: string; host: string; stable: string; next: string; v1: Backend; v2: Backend; close: () => Promise<void> }

/** A route to a first backend, and a service for a second one. */
async function makeSplit(page: Page): Promise<Split> {
  const [v1, v2] = [await startBackend('v1'), await startBackend('v2')]
  const route = freshName('split')
  const [stable, next, host] = [`${route}-v1`, `${route}-v2`, `${route}.test`]
  await post(page, '/apply', {
    objects: [
      { kind: 'services', name: stable, host: '127.0.0.1', port: v1.port },
      { kind: 'services', name: next, host: '127.0.0.1', port: v2.port },
      { kind: 'routes', name: route, service: stable, hosts: [host] },
    ],
  })
  const close = async () => {
    await Promise.all([v1.close(), v2.close()])
  }
  return { route, host, stable, next, v1, v2, close }
}

/** Sends requests until told to stop. */
function keepSending(address: string, host: string): () => Promise<void> {
  const stopping = new AbortController()
  const loop = (async () => {
    while (!stopping.signal.aborted) await Promise.all(Array.from({ length: 5 }, () => send(address, { host })))
  })()
  return async () => {
    stopping.abort()
    await loop
  }
}

const answering = async (address: string, host: string) => (await send(address, { host })).headers['x-backend']

test('a canary is started from its route, watched on real traffic, promoted by a click and restored', async ({ page, product }) => {
  const split = await makeSplit(page)
  const { http } = product.run.addresses
  await page.goto(`/routes/${split.route}`)
  await page.getByRole('button', { name: 'Start a canary' }).click()
  await expect(page.getByLabel('Name')).toHaveValue(`${split.route}-canary`)
  await page.getByRole('combobox', { name: 'Canary service' }).fill(split.next)
  await page.getByRole('option', { name: new RegExp(`^${split.next}\\b`) }).click()
  await page.getByRole('textbox', { name: 'Weight' }).fill('40')
  await page.getByRole('switch', { name: 'Decide by a header' }).click()
  await page.getByRole('switch', { name: 'Decide by a cookie' }).click()
  await expect(page.getByRole('region', { name: 'How requests are split' })).toContainText('Of the rest, 40% go to the canary')
  await expectAccessible(page)
  await save(page, 'Create canary')
  await expect(page.getByRole('heading', { level: 1, name: `${split.route}-canary` })).toBeVisible()

  const stop = keepSending(http, split.host)
  const bar = page.getByRole('img', { name: /^Wanted: 40% to the canary service/ })
  await expect(bar).toHaveAccessibleName(/Actual: [1-9][\d.]*%/)
  await expect(page.getByText('Requests (req/s)')).toBeVisible()
  await expectAccessible(page)
  await stop()

  await page.getByRole('button', { name: 'Promote canary' }).click()
  const dialog = page.getByRole('dialog', { name: `Promote canary ${split.route}-canary?` })
  await expect(dialog).toContainText(`All requests of route ${split.route} go to service ${split.next}; the split ends. Undo with Restore.`)
  await dialog.getByRole('button', { name: 'Promote canary' }).click()
  await expect(page.getByText('1/1 serving')).toBeVisible()
  const answers = await Promise.all(Array.from({ length: 20 }, () => answering(http, split.host)))
  expect(new Set(answers)).toEqual(new Set(['v2']))
  expect(await read(page, `/routes/${split.route}`)).toMatchObject({ service: split.next })
  await expect(page.getByText('Promoted', { exact: true })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: /^Restore revision/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^Restore revision/ }).click()
  await expect(page.getByText('Splitting')).toBeVisible()
  expect(await read(page, `/routes/${split.route}`)).toMatchObject({ service: split.stable })
  await split.close()
})

test('a weight is changed in place, in steps of 0.01, and nothing is written for the same one', async ({ page }) => {
  const split = await makeSplit(page)
  const name = await make(page, 'canaries', { name: freshName('weighed'), route: split.route, service: split.next, weight: 10 })
  await page.goto(`/canaries/${name}`)
  const weight = page.getByRole('textbox', { name: 'Weight' })
  const change = page.getByRole('button', { name: 'Change weight' })
  await expect(change).toHaveAttribute('aria-disabled', 'true')
  await weight.fill('12.345')
  await expect(page.getByText('in steps of 0.01').first()).toBeVisible()
  await weight.fill('12.34')
  await change.click()
  const dialog = page.getByRole('dialog', { name: `Change the weight of canary ${name}` })
  await dialog.getByRole('button', { name: 'Change weight' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Of all requests, 12.34% go to the canary')).toBeVisible()
  await page.getByRole('slider', { name: 'Weight' }).focus()
  await page.keyboard.press('Home')
  await expect(weight).toHaveValue('0')
  await split.close()
})

test('every field of a canary is kept, and saving it again without a change makes no revision', async ({ page }) => {
  const split = await makeSplit(page)
  const name = freshName('every-field')
  await make(page, 'canaries', {
    name, route: split.route, service: split.next, weight: 33.33, tags: ['team-a'],
    header: { name: 'x-beta', mode: 'pattern', value: '^v[23]' }, cookie: { name: 'Beta' },
  })
  const stored = await read(page, `/canaries/${name}`)
  const before = await headRevision(page)
  await page.goto(`/canaries/${name}/edit`)
  await page.getByRole('button', { name: 'Save canary' }).click()
  await expect(page.getByText('Nothing to save')).toBeVisible()
  expect(await headRevision(page)).toBe(before)
  expect(await read(page, `/canaries/${name}`)).toEqual(stored)
  await split.close()
})

test('an aborted canary leaves all traffic with the stable service and says who ended it', async ({ page, product }) => {
  const split = await makeSplit(page)
  const name = await make(page, 'canaries', { name: freshName('aborted'), route: split.route, service: split.next, weight: 100 })
  await page.goto(`/canaries/${name}`)
  await page.getByRole('button', { name: 'Abort canary' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(`All requests of route ${split.route} go to service ${split.stable}`)
  await dialog.getByRole('button', { name: 'Abort canary' }).click()
  await expect(page.getByText('1/1 serving')).toBeVisible()
  expect(await answering(product.run.addresses.http, split.host)).toBe('v1')
  await expect(page.getByRole('definition').filter({ hasText: 'ada' }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Promote canary' })).toHaveAttribute('aria-disabled', 'true')
  await split.close()
})

test('a viewer is told why a canary cannot be ended, and by keyboard', async ({ page, product }) => {
  const split = await makeSplit(page)
  const name = await make(page, 'canaries', { name: freshName('watched'), route: split.route, service: split.next, weight: 10 })
  const viewer = { username: freshName('vera'), password: 'a long enough password' }
  await product.api('POST', '/users', { name: viewer.username, role: 'viewer', password: viewer.password })
  await page.request.post('/api/v1/session', { data: viewer })
  await page.goto(`/canaries/${name}`)
  const promote = page.getByRole('button', { name: 'Promote canary' })
  await expect(promote).toHaveAttribute('aria-disabled', 'true')
  await promote.focus()
  await expect(page.getByText('Your role can look at this but not change it').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await split.close()
})
