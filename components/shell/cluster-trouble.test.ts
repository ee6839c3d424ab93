import { expect, test } from 'vitest'
import type { ClusterState, PartState } from '#components/api/types.ts'
import { clusterTrouble } from './cluster-trouble.ts'

const part = (state: PartState['state'], since = '2026-01-01T00:00:00Z'): PartState => ({ state, message: `${state}!`, since, objects: 0 })
const cluster = (parts: Record<string, PartState>, error: string | null = null): ClusterState => ({ server: 'https://k.test', error, parts })

test('all followed or listed is no trouble', () => {
  expect(clusterTrouble(cluster({ ingresses: part('following'), services: part('listing') }))).toBeNull()
  expect(clusterTrouble(cluster({}))).toBeNull()
})

test('no connection comes before all else', () => {
  expect(clusterTrouble(cluster({ ingresses: part('away') }, 'no such context'))).toEqual({ kind: 'unconnected', message: 'no such context' })
})

test('away since the first part that lost the server, even where another is forbidden', () => {
  const parts = { secrets: part('forbidden'), services: part('away', '2026-01-01T00:00:09Z'), ingresses: part('away', '2026-01-01T00:00:05Z') }
  expect(clusterTrouble(cluster(parts))).toEqual({ kind: 'away', since: '2026-01-01T00:00:05Z', message: 'away!' })
})

test('forbidden names the parts; classes may be', () => {
  const parts = { ingressClasses: part('forbidden'), secrets: part('forbidden'), services: part('following') }
  expect(clusterTrouble(cluster(parts))).toEqual({ kind: 'forbidden', parts: ['secrets'], message: 'forbidden!' })
  expect(clusterTrouble(cluster({ ingressClasses: part('forbidden') }))).toBeNull()
})

test('a server that has just stopped answering may be back at once', () => {
  const parts = { services: part('away', '2026-01-01T00:00:10Z') }
  expect(clusterTrouble(cluster(parts), Date.parse('2026-01-01T00:00:12Z'))).toBeNull()
  expect(clusterTrouble(cluster(parts), Date.parse('2026-01-01T00:00:15Z'))).toMatchObject({ kind: 'away' })
})
