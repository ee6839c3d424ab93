import { expect, test } from 'vitest'
import type { Route } from '#lib/model/route.ts'
import { makeRoute, makeTemplate } from '#lib/testing/factories.ts'
import { leftOut, routesByTemplate } from './filter-uses.ts'

const PUBLIC = makeTemplate({ filters: [{ type: 'rateLimit', requests: 10 }, { type: 'rateLimit', requests: 600, per: 'minute' }, { type: 'cors' }] })
const MEMBERS = makeTemplate({ name: 'members', filters: [{ type: 'cors' }] })
const route = (given: Partial<Pick<Route, 'templates' | 'filters'>>) => makeRoute({ templates: ['public'], ...given })

test.each<[string, Route, string[]]>([
  ['takes all', route({}), []],
  ['has its own of a type', route({ filters: makeTemplate().filters }), ['rateLimit']],
  ['has it of a later template', route({ templates: ['public', 'members'] }), ['cors']],
  ['takes it all the same where the other comes earlier', route({ templates: ['members', 'public'] }), []],
  ['knows no such template', route({ templates: ['public', 'gone'] }), []],
])('a route that %s', (_, given, expected) => expect(leftOut(PUBLIC, given, [PUBLIC, MEMBERS])).toEqual(expected))

test('routes are counted for each template', () => {
  const counts = routesByTemplate([route({}), route({ templates: ['public', 'members'] }), route({ templates: [] })])
  expect(Object.fromEntries(counts)).toEqual({ public: 2, members: 1 })
})
