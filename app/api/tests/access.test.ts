import { beforeAll, describe, expect, test } from 'vitest'
import { operationOf } from '#lib/services/handle.ts'
import { OPERATIONS } from '#lib/services/openapi/operations.ts'
import { startApi, type Api } from './harness.ts'
import { apiRoutes, METHODS } from './routes.ts'

const BELOW = { viewer: 'nobody', editor: 'viewer', admin: 'editor' } as const

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

describe.each(guarded)('$method $path', ({ method, path, operation }) => {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} }

  test('refuses the anonymous', async () => {
    const { status, body: answer } = await api.call(method, addressOf(path), { as: 'nobody', ...body })
    expect([status, answer.code]).toEqual([401, 'UNAUTHENTICATED'])
  })

  const role = operation!.verb.role
  test.skipIf(role === 'public' || role === 'viewer')('refuses the role below its own', async () => {
    const { status, body: answer } = await api.call(method, addressOf(path), { as: BELOW[role as 'editor' | 'admin'], ...body })
    expect([status, answer.code, answer.role]).toEqual([403, 'FORBIDDEN', role])
  })
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
    'PUT /workspaces/[name]',
  ])
  expect(words('viewer').filter((word) => !word.startsWith('GET '))).toEqual(['DELETE /session', 'POST /session/password', 'POST /tester'])
})

test('the API document lists each call with its role and status', () => {
  const documented = OPERATIONS.map(({ method, path, verb, status }) => [method, path.replaceAll('{', '[').replaceAll('}', ']'), verb, status])
  const served = all
    .filter(({ path }) => path !== '/openapi.json')
    .map(({ method, path, operation }) => [method, path, operation!.verb, operation!.verb.output ? operation!.status : documentedStatus(path, method)])
  const order = (a: unknown[], b: unknown[]) => (`${String(a[1])} ${String(a[0])}` < `${String(b[1])} ${String(b[0])}` ? -1 : 1)
  expect(served.toSorted(order)).toEqual(documented.toSorted(order))
})

/** A call without a body answers 204, whatever its file says. */
const documentedStatus = (path: string, method: string) => (/^\/tester|stream$/.test(path) && method ? 200 : 204)

test('a token that is not valid is nobody, also with a good session beside it', async () => {
  const { status } = await api.call('GET', '/routes', { as: 'nobody', headers: { authorization: 'Bearer slc_wrong' } })
  expect(status).toBe(401)
})
