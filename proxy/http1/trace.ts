import { encodeTraceResult, TRACE_RESULT_HEADER } from '#lib/link/trace-header.ts'
import type { Exchange } from './exchange.ts'

const upstreamUrlOf = ({ choice, endpoint, upstreamTarget }: Exchange): string | null =>
  choice === null || endpoint === null || upstreamTarget === null ? null : `${choice.live.service.protocol}://${endpoint.address}${upstreamTarget}`

/** What was decided about a traced request, as a header line; empty for any other request. */
export function traceLine(exchange: Exchange): string {
  if (!exchange.isTraced) return ''
  const { choice, match } = exchange
  const result = encodeTraceResult({
    proxy: exchange.gate.id,
    digest: exchange.live?.digest ?? '',
    listener: exchange.listener,
    workspace: match?.route.workspace ?? null,
    route: match?.route.name ?? null,
    rank: match?.rank ?? null,
    side: choice?.side ?? null,
    service: choice?.live.service.name ?? null,
    target: exchange.endpoint?.address ?? null,
    upstreamUrl: upstreamUrlOf(exchange),
    tries: exchange.tries,
  })
  return `${TRACE_RESULT_HEADER}: ${result}\r\n`
}
