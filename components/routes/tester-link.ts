import type { Route } from '#lib/model/route.ts'
import { pb } from '#components/api/path-builder.ts'
import { exampleRequest } from './example-request.ts'

/** The tester with a request that this route should take. */
export function testerLink(route: Route): string {
  const { method, url, headers, sni } = exampleRequest(route)
  const further = new URLSearchParams(headers.map(([name, value]) => ['header', `${name}: ${value}`]))
  if (sni !== undefined) further.set('sni', sni)
  return `${pb.tester({ method, url })}${further.size === 0 ? '' : `&${further}`}`
}
