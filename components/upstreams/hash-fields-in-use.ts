import type { Upstream } from '#lib/model/upstream.ts'

/** The fields that say what of a request is hashed, each used by some choices of `hashOn` and `hashFallback` only. */
export const HASH_DETAILS = [
  'hashOnHeader', 'hashOnCookie', 'hashOnCookiePath', 'hashOnQueryArg', 'hashOnUriCapture',
  'hashFallbackHeader', 'hashFallbackQueryArg', 'hashFallbackUriCapture',
] as const
export type HashDetail = (typeof HASH_DETAILS)[number]

type Choice = Pick<Upstream, 'algorithm' | 'hashOn' | 'hashFallback'>

export const hashes = ({ algorithm }: Pick<Choice, 'algorithm'>) => algorithm === 'consistent-hashing'

/** A cookie needs no fallback: when it is missing, the proxy sets it. */
export const hasFallback = (choice: Pick<Choice, 'algorithm' | 'hashOn'>) => hashes(choice) && choice.hashOn !== 'none' && choice.hashOn !== 'cookie'

/** Which of the details the screen asks for. */
export function hashDetailsInUse(choice: Choice): ReadonlySet<HashDetail> {
  if (!hashes(choice)) return new Set()
  const { hashOn } = choice
  const fallback = hasFallback(choice) ? choice.hashFallback : 'none'
  const inUse: Record<HashDetail, boolean> = {
    hashOnHeader: hashOn === 'header',
    hashOnCookie: hashOn === 'cookie' || fallback === 'cookie',
    hashOnCookiePath: hashOn === 'cookie' || fallback === 'cookie',
    hashOnQueryArg: hashOn === 'query_arg',
    hashOnUriCapture: hashOn === 'uri_capture',
    hashFallbackHeader: fallback === 'header',
    hashFallbackQueryArg: fallback === 'query_arg',
    hashFallbackUriCapture: fallback === 'uri_capture',
  }
  return new Set(HASH_DETAILS.filter((field) => inUse[field]))
}
