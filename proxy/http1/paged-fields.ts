/** Fields without which a status says nothing: how to sign in, where to go, when to come again, what is allowed. */
const KEPT = /^(?:www-authenticate|proxy-authenticate|location|retry-after|allow|(?:x-)?ratelimit-[a-z-]+):[^\n]*\n/gim

/** Those of a head that a page takes over. @param lines each with its CRLF */
export const pagedFields = (lines: string): string => lines.match(KEPT)?.join('') ?? ''

/** The fields of a page with those that it took over in place of its own. */
export const withPagedFields = (lines: string, kept: string): string => lines.replace(KEPT, '') + kept
