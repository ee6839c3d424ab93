import type { Listener } from '#lib/model/listener.ts'
import type { Route } from '#lib/model/route.ts'
import { pb } from '#components/api/path-builder.ts'
import { endpointText } from '#components/tester/endpoint.ts'
import { isStreamRequest } from '#components/tester/explanation.ts'
import { exampleOf } from './example.ts'

/** The tester with a request that this route should take; with its protocol alone where there is none to make. */
export function testerLink(route: Route, listeners: readonly Listener[] = []): string {
  const request = exampleOf(route, listeners)?.request
  if (request === undefined) return `${pb.tester()}?protocol=${route.protocols[0]}`
  if (isStreamRequest(request)) {
    const { protocol, source, destination, sni, listener } = request
    const given = { protocol, source: source && endpointText(source), destination: destination && endpointText(destination), sni, listener }
    return `${pb.tester()}?${new URLSearchParams(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))}`
  }
  const { method, url, headers, sni } = request
  const further = new URLSearchParams(Object.entries(headers).map(([name, value]) => ['header', `${name}: ${String(value)}`]))
  if (sni !== undefined) further.set('sni', sni)
  return `${pb.tester({ method, url })}${further.size === 0 ? '' : `&${further}`}`
}
