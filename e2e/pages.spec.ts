import { TEST_CERTIFICATE } from '../lib/testing/test-certificate.ts'
import { make } from './objects.ts'
import { expect, expectAccessible, test } from './test.ts'

const PAGES = [
  '/', '/routes', '/routes/pages', '/routes/new', '/services', '/services/pages', '/upstreams', '/upstreams/pages', '/canaries', '/canaries/new',
  '/route-tests', '/route-tests/pages', '/route-tests/new', '/route-tests/pages/edit', '/certificates', '/certificates/pages',
  '/consumers', '/consumers/pages', '/consumers/new', '/consumers/pages/edit', '/templates', '/templates/pages', '/templates/new', '/templates/pages/edit',
  '/tester?method=GET&url=http://pages.test/', '/live', '/live?tab=unmatched', '/diagnostics', '/cluster', '/history', '/history/1', '/import', '/workspaces',
  '/workspaces/new', '/listeners', '/listeners/http/edit', '/proxies', '/users', '/tokens', '/audit', '/account', '/no-such-page',
]

const LOOKS = [
  { name: 'light, English, wide', colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 800 } },
  { name: 'dark, 简体中文, narrow', colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 390, height: 844 } },
] as const

for (const { name, ...look } of LOOKS) {
  test.describe(name, () => {
    test.use(look)

    test('every page stands without errors, accessible, and no wider than the screen', async ({ page }) => {
      test.slow()
      await page.request.post('/api/v1/apply', {
        data: {
          objects: [
            { kind: 'upstreams', name: 'pages', targets: [{ host: '127.0.0.1', port: 9 }] },
            { kind: 'services', name: 'pages', upstream: 'pages' },
            { kind: 'consumers', name: 'pages', customId: 'u-1' },
            { kind: 'credentials', name: 'pages', consumer: 'pages', type: 'basicAuth', username: 'pages', secret: 'a password' },
            { kind: 'templates', name: 'pages', description: 'Limits of all pages', filters: [{ type: 'rateLimit', requests: 1000 }] },
            { kind: 'routes', name: 'pages', service: 'pages', hosts: ['pages.test'], templates: ['pages'] },
            { kind: 'route-tests', name: 'pages', request: { url: 'http://pages.test/' }, expect: { service: 'pages' } },
            { kind: 'route-tests', name: 'pages-fails', request: { url: 'http://pages.test/' }, expect: { status: 404 } },
          ],
        },
      })
      if (!(await page.request.get('/api/v1/certificates/pages')).ok()) await make(page, 'certificates', { name: 'pages', ...TEST_CERTIFICATE })
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
      for (const path of PAGES) {
        await test.step(path, async () => {
          await page.goto(path)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
          await expectAccessible(page)
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
        })
      }
      expect(faults).toEqual([])
    })
  })
}
