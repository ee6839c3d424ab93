import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { ADMIN, startProduct, type Product } from './product.ts'

type WorkerFixtures = { product: Product }
type TestFixtures = {
  /** Signs a page in as the admin; `page` is signed in already. */
  signIn: (page: Page) => Promise<void>
}

/**
 * Playwright's test with one product a worker; `page` is signed in, and relative URLs lead to its dashboard. Tests name
 * their objects after themselves: they share the workspace `default`.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  product: [
    async ({}, use) => {
      const product = await startProduct()
      await use(product)
      await product.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ product }, use) => use(product.run.addresses.dashboard),
  signIn: async ({}, use) =>
    use(async (page) => {
      const answer = await page.request.post('/api/v1/session', { data: ADMIN })
      expect(answer.ok(), await answer.text()).toBe(true)
    }),
  page: async ({ page, signIn }, use) => {
    await signIn(page)
    await use(page)
  },
})

export { expect }

/** No violation of WCAG 2.2 A and AA on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  const said = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
  expect(said).toEqual([])
}
