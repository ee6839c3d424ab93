import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { matchRoute } from '#lib/routing/match.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { readMemo } from '../read/read-cluster.ts'
import { clusterFrom, readAll } from '../read/testing/cluster-objects.ts'

/** Which route takes a request, in the cases that are read for the dialect; null: none. */
const PROMISES: Record<string, [request: string, route: string | null][]> = {
  'nginx-paths': [
    ['tutorial.test/api', 'default.tutorial'],
    ['tutorial.test/API/x', 'default.tutorial'],
    ['tutorial.test/apix', null],
    ['mixed.test/x/12', 'default.mixed~mixed.test~x~-0-9-~~9fbef6375d'],
    ['mixed.test/Y/z', 'default.mixed~mixed.test~y'],
    ['plain.test/xyz', 'default.plain-regex'],
    ['none.test/x/y', 'default.no-regex'],
    ['root.test/', 'default.root-of-regex~~app-root~root.test'],
    ['root.test/app', 'default.root-of-regex'],
  ],
  'nginx-annotations': [
    ['root.test/', 'default.root~~app-root~root.test'],
    ['root.test/x', 'default.root'],
  ],
  'nginx-canary': [
    ['shop.test/', 'default.main~shop.test~'],
    ['alone.test/', null],
  ],
}

describe.each(Object.entries(PROMISES))('%s', (name, promises) => {
  const text = readFileSync(path.join(import.meta.dirname, '../read/golden', name, 'in.yaml'), 'utf8')
  const { table } = tablesOf(readAll(clusterFrom(text), readMemo(), 'nginx').config)

  test.each(promises)('%s is taken by %s', (request, expected) => {
    const [host] = request.split('/') as [string]
    const match = matchRoute(table(), makeRequest({ host, target: request.slice(host.length) }))
    expect(match?.route.name ?? null).toBe(expected)
  })
})
