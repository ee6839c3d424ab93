import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Dialect } from '#lib/model/workspace.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { arbitraryRoutes } from '#lib/testing/random-routes.ts'
import { compile } from './compile.ts'
import { compileMemo } from './memo.ts'

const NOW = new Date(0)

/** The routes of both in turn: some stay the same objects, some come, some go. */
const mixed = (a: RoutingConfig, b: RoutingConfig, places: boolean[]): RoutingConfig => ({
  ...a,
  routes: a.routes.flatMap((route, index) => (places[index] ? [route] : b.routes.slice(index, index + 1))),
})

test.each(Dialect.options)('%s: what is compiled from memory is what is compiled anew', (dialect) => {
  const property = fc.property(arbitraryRoutes(dialect), arbitraryRoutes(dialect), fc.array(fc.boolean(), { minLength: 12 }), (a, b, places) => {
    const memo = compileMemo()
    for (const config of [a, mixed(a, b, places), b, a]) expect(compile([config], { now: NOW, memo })).toEqual(compile([config], { now: NOW }))
  })
  fc.assert(property, { numRuns: 60 })
})
