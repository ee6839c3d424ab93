import type { Refusal } from './message.ts'
import { refuse } from './refuse.ts'

/** Content-Length as a number: digits alone, at most 2^53 - 1 (RFC 9110 §8.6). @returns -1 if it is none */
export function readLength(value: string): number {
  let length = 0
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return -1
    length = length * 10 + digit
    // Each step before was exact, and a step beyond cannot come back.
    if (length > Number.MAX_SAFE_INTEGER) return -1
  }
  return value === '' ? -1 : length
}

/**
 * Whether `chunked` is the one coding that is applied (RFC 9112 §7.1), in any case.
 * @param coding the value of Transfer-Encoding; several lines joined with commas
 */
export const isChunked = (coding: string): boolean => coding === 'chunked' || coding.toLowerCase() === 'chunked'

const TOKEN_LIST = /^[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/

/**
 * Why codings other than `chunked` alone are refused (RFC 9112 §6.1, §6.3): not understood where chunked, if it is there,
 * comes once and last; else the end of the body cannot be known.
 */
export function codingFault(value: string): Refusal {
  if (!TOKEN_LIST.test(value)) return refuse('transfer-encoding')
  const codings = value.toLowerCase().split(',').map((coding) => coding.trim())
  const at = codings.indexOf('chunked')
  return refuse('transfer-encoding', at === -1 || at === codings.length - 1 ? 'TRANSFER_CODING' : 'BAD_REQUEST')
}
