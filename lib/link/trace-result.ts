import { TraceResult } from './protocol.ts'

/** Reads the header value, or null where it is none of ours. */
export function decodeTraceResult(value: string): TraceResult | null {
  try {
    return TraceResult.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8'))).data ?? null
  } catch {
    return null
  }
}
