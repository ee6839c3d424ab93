import type { RequestRecord } from '#lib/link/requests.ts'
import { redactTarget, redactUrl } from './redact.ts'

/** Most characters of what a client chose; a line of the access log stays below what a pipe takes in one piece (4096 bytes). */
const MOST = { target: 1024, host: 256, referer: 512, userAgent: 256, method: 32, requestId: 128, sni: 256 } as const

const clip = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

const inHundredths = (ms: number): number => Math.round(ms * 100) / 100

/**
 * A record as people may see it: secrets hidden, lengths bounded. Changes and returns the given one, which is made for
 * nothing else: there may be one a request.
 */
export function shown(record: RequestRecord): RequestRecord {
  record.at = Math.floor(record.at)
  record.durationMs = inHundredths(record.durationMs)
  if (record.upstreamMs !== null) record.upstreamMs = inHundredths(record.upstreamMs)
  record.target = redactTarget(clip(record.target, MOST.target))
  record.host = clip(record.host, MOST.host)
  if (record.referer !== '') record.referer = redactUrl(clip(record.referer, MOST.referer))
  record.userAgent = clip(record.userAgent, MOST.userAgent)
  record.method = clip(record.method, MOST.method)
  record.requestId = clip(record.requestId, MOST.requestId)
  record.sni = clip(record.sni, MOST.sni)
  return record
}
