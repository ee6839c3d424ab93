import type { Route } from '#lib/model/route.ts'
import { pb } from '#components/api/path-builder.ts'
import { exampleRequest } from './example-request.ts'

/** The tester with a request that this route should take. */
export function testerLink(route: Route): string {
  const { method, url } = exampleRequest(route)
  return pb.tester({ method, url })
}
