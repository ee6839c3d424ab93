/** What a request says of the trace that it belongs to. */
export type TraceContext = {
  /** Whether `traceparent` and `tracestate` go on, as they came; otherwise both are dropped. */
  isPassed: boolean
  /** 32 hex digits; empty where it cannot be read. */
  traceId: string
}

const NONE: TraceContext = { isPassed: true, traceId: '' }
const BROKEN: TraceContext = { isPassed: false, traceId: '' }

const VERSION = /^(?!ff)[0-9a-f]{2}-/
const IDS = /^..-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/
/** Of version 00 to its end. */
const LENGTH = 55
/** No version is known to be longer; "only disallow prohibitively large headers". */
const MOST_LENGTH = 512

/**
 * W3C Trace Context, "Processing Model in Forwarding Mode": the proxy has no spans of its own, so it adds none to the trace.
 * A traceparent whose ids are good goes on unchanged, and so does one of a higher version, unread; one that is broken, or one
 * of several, goes no further, and neither does tracestate, which means nothing without it. No trace is begun here.
 * @param values those of every `traceparent` field of the request
 */
export function traceContextOf(values: readonly string[]): TraceContext {
  const [value, second] = values
  if (value === undefined) return NONE
  if (second !== undefined || value.length > MOST_LENGTH || !VERSION.test(value)) return BROKEN
  const traceId = IDS.exec(value)?.[1] ?? ''
  if (!value.startsWith('00')) return { isPassed: true, traceId }
  return traceId !== '' && value.length === LENGTH ? { isPassed: true, traceId } : BROKEN
}

/** The trace id of a `traceparent` value; empty for none, or for one that does not go on. */
export const traceIdOf = (value: string): string => (value === '' ? '' : traceContextOf([value]).traceId)
