import { COLON, HOST } from './bytes.ts'

const IP_LITERAL = /^\[[0-9a-fA-F:.]+\](?::(\d{1,5}))?$/

/**
 * Whether the text is a host that a resolver could take, or an IP literal (RFC 3986 §3.2.2), with a port up to 65535 or
 * none. No user, no empty host, no empty port.
 */
export function isAuthority(text: string): boolean {
  let i = 0
  while (i < text.length && HOST[text.charCodeAt(i)] === 1) i++
  if (i === text.length) return i > 0
  if (i === 0) {
    const match = IP_LITERAL.exec(text)
    return match !== null && Number(match[1] ?? 0) <= 65535
  }
  if (text.charCodeAt(i) !== COLON) return false
  const digits = text.length - ++i
  if (digits < 1 || digits > 5) return false
  let port = 0
  for (; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return false
    port = port * 10 + digit
  }
  return port <= 65535
}
