'use client'
import { useQuery } from '@tanstack/react-query'
import type { Route } from '#lib/model/route.ts'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'
import type { Explanation } from '#components/tester/explanation.ts'
import { exampleRequest } from './example-request.ts'
import { isStream } from './route-values.ts'

/** What the tester says of a request that this route should take; nothing is asked for streams. */
export function useExample(route: Route, version: string) {
  const client = useClient()
  const request = exampleRequest(route)
  const answer = useQuery({
    queryKey: keys.part(client.workspace, 'example', route.name, version),
    queryFn: ({ signal }) =>
      client.send<Explanation>('POST', '/tester', { body: { method: request.method, url: request.url, headers: Object.fromEntries(request.headers), ...(request.sni === undefined ? {} : { sni: request.sni }) }, signal }),
    enabled: !isStream(route.protocols),
    staleTime: 10_000,
  })
  return { request, answer }
}
