'use client'
import { useQuery } from '@tanstack/react-query'
import type { Route } from '#lib/model/route.ts'
import { useClient } from '#components/api/provider.tsx'
import { useList } from '#components/api/queries.ts'
import { keys } from '#components/api/query-keys.ts'
import type { Explanation } from '#components/tester/explanation.ts'
import { exampleOf } from './example.ts'
import { isStream } from './route-values.ts'

/** What the tester says of a request that this route should take. `example` null: there is none to make. */
export function useExample(route: Route, version: string) {
  const client = useClient()
  const listeners = useList('listeners', { limit: 1000 })
  const waits = isStream(route.protocols) && listeners.isPending
  const example = exampleOf(route, listeners.data?.items ?? [])
  const answer = useQuery({
    queryKey: keys.part(client.workspace, 'example', route.name, version, example?.request),
    queryFn: ({ signal }) => client.send<Explanation>('POST', '/tester', { body: example!.request, signal }),
    enabled: example !== null && !waits,
    staleTime: 10_000,
  })
  return { example, waits, answer }
}
