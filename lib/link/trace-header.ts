import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TraceResult } from './protocol.ts'

/** Asks the proxy to say what it decided. Never forwarded to a target. */
export const TRACE_HEADER = 'sluice-trace'
/** The proxy's answer to it. One that a target sends is dropped. */
export const TRACE_RESULT_HEADER = 'sluice-trace-result'

const VALID_MS = 30_000
/** `<unix ms>.<nonce>.<signature>`, the last two base64url of 16 and 32 bytes. */
const SHAPE = /^(\d{13})\.([\w-]{22})\.([\w-]{43})$/

// "trace" keeps this signature apart from any other use of the link token.
const signature = (token: string, signed: string): Buffer => createHmac('sha256', token).update(`trace ${signed}`).digest()

/**
 * A value for the trace header, good for one request within 30 s.
 * @param token the link token, which tester and proxy share
 * @param now Unix time in milliseconds
 */
export function signTrace(token: string, now: number): string {
  const signed = `${now}.${randomBytes(16).toString('base64url')}`
  return `${signed}.${signature(token, signed).toString('base64url')}`
}

/** Nonces that were used, with the time (Unix ms) from which they need not be remembered. */
export type SeenNonces = Map<string, number>

/**
 * Whether the value was signed with the token, is at most 30 s old (or ahead), and was not used before.
 * @param seen remembers the nonce of an accepted value; only signed nonces enter it, so a stranger cannot fill it
 */
export function verifyTrace(token: string, value: string, now: number, seen: SeenNonces): boolean {
  const [, time, nonce, given] = SHAPE.exec(value) ?? []
  if (time === undefined || nonce === undefined || given === undefined) return false
  const isGenuine = timingSafeEqual(signature(token, `${time}.${nonce}`), Buffer.from(given, 'base64url'))
  if (!isGenuine || Math.abs(now - Number(time)) > VALID_MS) return false
  for (const [old, until] of seen) if (until < now) seen.delete(old)
  if (seen.has(nonce)) return false
  seen.set(nonce, Number(time) + VALID_MS)
  return true
}

/** Header value of a trace result: base64url of its JSON. */
export const encodeTraceResult = (result: TraceResult): string => Buffer.from(JSON.stringify(result)).toString('base64url')
