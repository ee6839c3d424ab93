import { expect, test } from 'vitest'
import type { PathMatch } from '#lib/model/route.ts'
import { makeConfig, makeRoute, makeService } from '#lib/testing/factories.ts'
import { routeRequest } from '#lib/testing/route-request.ts'

const at = (type: PathMatch['type'], value: string): PathMatch => ({ type, value }) as PathMatch

test.each<[string, PathMatch[], string, number]>([
  ['signs that take anything do not make it longer', [at('regex', '/.*.*.*.*.*'), at('prefix', '/pay')], '/pay', 1],
  ['its literal start counts', [at('prefix', '/p'), at('regex', '/pay/[0-9]+')], '/pay/1', 1],
  ['at equal length exact comes first', [at('regex', '/pay(/|$)'), at('exact', '/pay')], '/pay', 1],
  ['at equal length prefix comes after it', [at('prefix', '/pay'), at('regex', '/pay(/|$)(.*)')], '/pay/1', 1],
  ['of two with the same start the longer text comes first', [at('regex', '/a/.*'), at('regex', '/a/(b|c)/.*')], '/a/b/c', 1],
])('a regex in the order of paths: %s', (_, paths, target, winner) => {
  const routes = paths.map((path, place) => makeRoute({ name: `route-${place}`, hosts: ['shop.test'], paths: [path] }))
  const match = routeRequest(makeConfig({ dialect: 'ingress', routes, services: [makeService()] }), { host: 'shop.test', target })
  expect(match?.route.name).toBe(`route-${winner}`)
})
