/** Classes of bytes, by code: 0 is "not in it". */

const table = (isIn: (code: number) => boolean): Uint8Array => Uint8Array.from({ length: 256 }, (_, code) => (isIn(code) ? 1 : 0))

const TOKEN_CHARS = /^[!#$%&'*+.^_`|~0-9A-Za-z-]$/

/** tchar of RFC 9110 §5.6.2. */
export const TOKEN = table((code) => TOKEN_CHARS.test(String.fromCharCode(code)))

/** tchar, with 2 in place of 1 for `_`, so that a scan notices it in passing. */
export const NAME = TOKEN.map((is, code) => (code === 0x5f ? 2 : is))

/** Bytes of a request target: visible ASCII without `#` (RFC 9112 §3.2). */
export const TARGET = table((code) => code > 0x20 && code < 0x7f && code !== 0x23)

/** Bytes of a field value: HTAB, space, visible ASCII and obs-text (RFC 9110 §5.5). */
export const VALUE = table((code) => code === 0x09 || (code >= 0x20 && code !== 0x7f))

/** Bytes of a registered name that a resolver takes (of RFC 3986 §3.2.2). */
export const HOST = table((code) => /^[A-Za-z0-9._~-]$/.test(String.fromCharCode(code)))

/** Value of a hexadecimal digit plus 1. */
export const HEX = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = String.fromCharCode(code)
  return /^[0-9a-fA-F]$/.test(digit) ? parseInt(digit, 16) + 1 : 0
})

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const COLON = 0x3a
