import type { HeadLimits } from './message.ts'

/** Bytes of a connection that no head was read from yet, as latin1. */
export type Unread = { text: string; /** Length at the last reading in vain. */ tried: number }

/** The state of a connection before its first byte, and behind each head that was read. */
export const createUnread = (): Unread => ({ text: '', tried: 0 })

/**
 * Adds bytes to a head that is not complete and says whether to read it again now. A head that comes byte by byte is so
 * read a few times and not once for each byte: when it may be complete, when a bare LF shows, when it is too long, and
 * whenever it has doubled. A head without any of these cannot be answered yet, so nobody waits for an answer.
 */
export function addUnread(unread: Unread, added: string, { headBytes }: HeadLimits): boolean {
  const before = unread.text.length
  const text = unread.text + added
  unread.text = text
  if (before === 0 || text.length >= headBytes || text.length >= unread.tried * 2) return read(unread)
  for (let at = text.indexOf('\n', before); at !== -1; at = text.indexOf('\n', at + 1)) {
    // CRLF behind another line's end is the empty line; LF without CR is a fault.
    if (text.charCodeAt(at - 1) !== 0x0d || text.charCodeAt(at - 2) === 0x0a) return read(unread)
  }
  return false
}

function read(unread: Unread): true {
  unread.tried = unread.text.length
  return true
}
