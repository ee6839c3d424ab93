import type { RequestRecord } from '#lib/link/requests.ts'
import { traceIdOf } from './codec/trace-context.ts'
import type { ProxyAnswerCode } from './answers.ts'
import type { ClientConnection } from './client-connection.ts'
import type { Exchange } from './exchange.ts'
import { headerOf } from '#lib/routing/request.ts'

/** What is told of bytes that were refused before they had become a request. */
export const refusalRecordOf = ({ gate, address, entrance, tls }: ClientConnection, id: string, status: number, answer: ProxyAnswerCode): RequestRecord => ({
  id, requestId: id, traceId: '', at: gate.now(), durationMs: 0, upstreamMs: null, clientAddress: address, protocol: entrance.protocol, version: '',
  method: '', host: '', target: '', userAgent: '', referer: '', sni: tls?.sni ?? '', status, bytesIn: 0, bytesOut: 0,
  listener: '', workspace: '', route: '', side: '', service: '', endpoint: '', tries: 0, answer,
})

/** What is told of a request that has ended. @param durationMs from its head to the end of its response */
export function recordOf(exchange: Exchange, status: number, durationMs: number): RequestRecord {
  const { head, match, choice, client, entrance } = exchange
  const first = (name: string): string => headerOf(exchange.headers, name)?.[0] ?? ''
  return {
    id: exchange.id,
    requestId: exchange.requestId,
    traceId: traceIdOf(head.traceparent),
    at: exchange.gate.now() - durationMs,
    durationMs,
    upstreamMs: exchange.upstreamMs,
    clientAddress: exchange.forwarded.clientAddress,
    protocol: entrance.protocol,
    version: `1.${head.minor}`,
    method: head.method,
    host: head.host,
    target: exchange.shownTarget,
    userAgent: first('user-agent'),
    referer: first('referer'),
    sni: client.tls?.sni ?? '',
    status,
    bytesIn: exchange.bytesIn,
    bytesOut: exchange.bytesOut,
    listener: exchange.listener,
    workspace: match?.route.workspace ?? '',
    route: match?.route.name ?? '',
    side: choice?.side ?? '',
    service: choice?.live.service.name ?? '',
    endpoint: exchange.endpoint?.address ?? '',
    tries: exchange.tries,
    answer: exchange.failure ?? '',
  }
}
