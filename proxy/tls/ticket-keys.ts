import { hkdfSync } from 'node:crypto'

const DAY_MS = 86_400_000

/** The number of the day, by which ticket keys change. @param now Unix time in milliseconds */
export const ticketDay = (now: number): number => Math.floor(now / DAY_MS)

/**
 * The 48 bytes that seal the session tickets of a group (RFC 5077 §4): every worker that has the secret derives the same,
 * so that a session goes on whichever worker the next connection comes to. Node holds one key a context: at the change of
 * the day tickets of the day before are not taken any more, which costs each such client one full handshake (they live for
 * five minutes only); open connections keep theirs.
 * @param secret of the process, never stored
 * @param group names certificates and client-certificate policy: no ticket is good for another
 */
export const ticketKeys = (secret: Uint8Array, day: number, group: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, String(day), `sluice tickets ${group}`, 48))
