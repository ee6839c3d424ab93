import { describe, expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { makeConfig, makeRoute } from '#lib/testing/factories.ts'
import { finish } from './slices.ts'
import { buildRouteTable, retargeted, routeTableSlices } from './table.ts'

const routes = (count: number) => Array.from({ length: count }, (_, index) => makeRoute({ name: `r${index}`, hosts: [`h${index % 50}.test`], paths: [{ type: 'prefix', value: `/p${index}` }] }))
const snapshotOf = (count: number): Snapshot => compile([makeConfig({ routes: routes(count) })], { now: new Date(0) }).snapshot

/** The same snapshot with another object in the place of a route. */
const withRoute = (snapshot: Snapshot, index: number, change: Partial<Snapshot['routes'][number]>): Snapshot => ({
  ...snapshot,
  routes: snapshot.routes.with(index, { ...snapshot.routes[index]!, ...change }),
})

test('a table is built in turns, many of a large one', () => {
  const turnsOf = (count: number) => {
    const snapshot = snapshotOf(count)
    const slices = routeTableSlices(snapshot, snapshot.listeners[0]!)
    let turns = 0
    while (!slices.next().done) turns++
    return turns
  }
  expect(turnsOf(4000)).toBeGreaterThan(4000 / 64)
  expect(turnsOf(4000)).toBeGreaterThan(turnsOf(400))
})

describe('a table of the one before it', () => {
  const before = snapshotOf(200)
  const listener = before.listeners[0]!
  const table = buildRouteTable(before, listener)
  const made = (next: Snapshot, entries = listener) => finish(retargeted(table, next, entries))

  test('is the same where nothing changed', () => {
    expect(made(before)?.entries).toBe(table.entries)
  })

  test('leads to other routes that ask for the same, as one that is built does', () => {
    const next = withRoute(before, 7, { preserveHost: !before.routes[7]!.preserveHost })
    const found = made(next)
    expect(found).toEqual(buildRouteTable(next, listener))
    expect(found?.trees).toBe(table.trees)
  })

  test.each<[string, Snapshot, typeof listener]>([
    ['a route asks for something else', withRoute(before, 7, { methods: ['GET'] }), listener],
    ['an entry is another one', before, { ...listener, entries: listener.entries.with(3, { ...listener.entries[3]! }) }],
    ['an entry is gone', before, { ...listener, entries: listener.entries.slice(1) }],
    ['paths are compared in another form', before, { ...listener, pathForm: 'decoded' }],
    ['header values are compared otherwise', before, { ...listener, foldHeaderValues: !listener.foldHeaderValues }],
  ])('is not to be had where %s', (_, next, changed) => expect(made(next, changed)).toBeNull())
})
