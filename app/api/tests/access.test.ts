import { beforeAll, expect, test } from 'vitest'
import { operationOf } from '#lib/services/handle.ts'
import { OPERATIONS } from '#lib/services/openapi/operations.ts'
import { startApi, type Api } from './harness.ts'
import { apiRoutes, METHODS } from './routes.ts'

const BELOW = { editor: 'viewer', admin: 'editor' } as const

/** Open to everybody, and why. */
const PUBLIC: Record<string, string> = {
  'GET /setup': 'the first page asks it before anybody exists',
  'POST /setup': 'the setup token is the proof',
  'POST /session': 'this is how one signs in',
  'GET /openapi.json': 'it says nothing about this installation',
}

const all = (await apiRoutes())
  .filter(({ segments }) => !segments[0]!.startsWith('[[...'))
  .flatMap(({ segments, methods }) =>
    METHODS.flatMap((method) => {
      const handler = methods[method]
      return handler ? [{ method, path: `/${segments.join('/')}`, operation: operationOf(handler) }] : []
    }),
  )

let api: Api
beforeAll(async () => {
  api = await startApi()
})

const PLACES: Record<string, string> = { kind: 'routes', name: 'shop', number: '1' }
const addressOf = (path: string) => path.replace(/\[(\w+)\]/g, (_, name: string) => PLACES[name]!)

test('every exported method is a verb behind handle()', () => {
  expect(all.length).toBeGreaterThan(35)
  expect(all.filter(({ operation }) => !operation)).toEqual([])
})

test('only the listed calls are public', () => {
  const open = all.filter(({ operation }) => operation?.verb.role === 'public').map(({ method, path }) => `${method} ${path}`)
  expect(open.toSorted()).toEqual(Object.keys(PUBLIC).toSorted())
})

const guarded = all.filter(({ method, path }) => !(`${method} ${path}` in PUBLIC))

const bodyFor = (method: string) => (method === 'GET' || method === 'DELETE' ? {} : { body: {} })

test.each(guarded)('$method $path refuses the anonymous', async ({ method, path }) => {
  const { status, body } = await api.call(method, addressOf(path), { as: 'nobody', ...bodyFor(method) })
  expect([status, body.code]).toEqual([401, 'UNAUTHENTICATED'])
})

const aboveViewer = guarded.flatMap((call) => {
  const role = call.operation?.verb.role
  return role === 'editor' || role === 'admin' ? [{ ...call, role }] : []
})

test.each(aboveViewer)('$method $path refuses the role below $role', async ({ method, path, role }) => {
  const { status, body } = await api.call(method, addressOf(path), { as: BELOW[role], ...bodyFor(method) })
  expect([status, body.code, body.role]).toEqual([403, 'FORBIDDEN', role])
})

test('who may do what, as a whole', () => {
  const roles = Object.groupBy(all, ({ operation }) => operation!.verb.role)
  const words = (role: string) => (roles[role as keyof typeof roles] ?? []).map(({ method, path }) => `${method} ${path}`).toSorted()
  expect(words('admin')).toEqual([
    'DELETE /tokens/[name]',
    'DELETE /users/[name]',
    'DELETE /workspaces/[name]',
    'GET /audit',
    'GET /tokens',
    'GET /users',
    'PATCH /users/[name]',
    'PATCH /workspaces/[name]',
    'POST /tokens',
    'POST /users',
    'POST /workspaces',
    'POST /workspaces/[name]/test',
    'PUT /workspaces/[name]',
  ])
  const changing = words('viewer').filter((word) => !word.startsWith('GET '))
  expect(changing).toEqual(['DELETE /session', 'POST /import/preview', 'POST /kubernetes/export', 'POST /route-tests/run', 'POST /session/password', 'POST /tester'])
})

test('the API document lists each call with its role and status', () => {
  const order = (a: unknown[], b: unknown[]) => (`${String(a[1])} ${String(a[0])}` < `${String(b[1])} ${String(b[0])}` ? -1 : 1)
  // A call without an answer says 204 by itself; its file says nothing.
  const documented = OPERATIONS.map(({ method, path, verb, status }) => [method, path.replaceAll('{', '[').replaceAll('}', ']'), verb, status === 204 ? 200 : status])
  const served = all.filter(({ path }) => path !== '/openapi.json').map(({ method, path, operation }) => [method, path, operation!.verb, operation!.status])
  expect(served.toSorted(order)).toEqual(documented.toSorted(order))
})

test('a token that is not valid is nobody, also with a good session beside it', async () => {
  const { status } = await api.call('GET', '/routes', { as: 'nobody', headers: { authorization: 'Bearer slc_wrong' } })
  expect(status).toBe(401)
})
