import { compressionVerdict, type CompressionRule } from '#lib/routing/filters/compression.ts'
import { headerOf } from '#lib/routing/request.ts'
import { canCompress, type CompressorOptions } from '../filters/compression.ts'
import type { ResponseHead } from './codec/message.ts'
import type { Exchange } from './exchange.ts'

/** A response head as it goes on, and how its body is compressed; null: it is not, or there is none. */
export type Compressing = { head: ResponseHead; options: CompressorOptions | null }

/** Applies a compression filter to a response whose fields are final but for this. */
export function compressing({ head: request, headers }: Exchange, head: ResponseHead, rule: CompressionRule): Compressing {
  const codings = rule.codings.filter((coding) => canCompress(coding, rule.level))
  // Chunks, which a body of unknown length needs, are not known to HTTP/1.0.
  const accepted = request.minor === 0 ? undefined : headerOf(headers, 'accept-encoding')
  const length = head.length >= 0 ? head.length : null
  const { coding, fields, isStream } = compressionVerdict({ ...rule, codings }, accepted, { status: head.status, length, fields: head.passed })
  const hasBody = coding !== null && request.method !== 'HEAD'
  return { head: { ...head, passed: fields }, options: hasBody ? { coding, level: rule.level, isStream, length } : null }
}
