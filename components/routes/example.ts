import type { Listener } from '#lib/model/listener.ts'
import type { Route } from '#lib/model/route.ts'
import { endpointText } from '#components/tester/endpoint.ts'
import type { TesterRequest } from '#components/tester/explanation.ts'
import { streamExample } from '#components/tester/stream-example.ts'
import { exampleRequest } from './example-request.ts'
import { isStream } from './route-values.ts'

/** A request or connection that a route takes, ready to be asked and shown. */
export type Example = {
  request: TesterRequest
  /** `GET http://shop.test/`, `tcp 192.0.2.1:50000 → 192.0.2.10:5432`. */
  verb: string
  address: string
  /** Further lines: headers, the SNI. */
  details: string[]
  guess: boolean
}

/** @returns null for a stream route that none of these listeners serves */
export function exampleOf(route: Route, listeners: readonly Listener[]): Example | null {
  if (isStream(route.protocols)) {
    const request = streamExample(route, listeners)
    if (request === null) return null
    const address = `${endpointText(request.source)} → ${endpointText(request.destination)}`
    const isRange = [...route.sources, ...route.destinations].some(({ ip }) => ip?.includes('/') ?? false)
    const details = request.sni === undefined ? [] : [`SNI ${request.sni}`]
    return { request, verb: request.protocol, address, details, guess: isRange || (route.snis[0]?.startsWith('*') ?? false) }
  }
  const { method, url, headers, sni, guess } = exampleRequest(route)
  const request = { method, url, headers: Object.fromEntries(headers), ...(sni === undefined ? {} : { sni }) }
  return { request, verb: method, address: url, details: headers.map(([name, value]) => `${name}: ${value}`), guess }
}
