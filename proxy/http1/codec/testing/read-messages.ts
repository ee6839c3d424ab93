import { createChunked, walkChunks, type Chunked } from '../chunked.ts'
import { CHUNKED, UNTIL_CLOSE, type HeadLimits, type Refusal, type RequestHead, type ResponseHead } from '../message.ts'
import { addUnread, createUnread } from '../unread.ts'

export const LIMITS: HeadLimits = { headBytes: 16_384, targetBytes: 8192, fields: 200 }

/**
 * `fields`: the field lines of the head as they came. `sent`: what goes on of the body, with its framing; `payload`: the same
 * without. `section`: the trailers as they came. All latin1.
 */
export type Message<Head> = { head: Head; fields: string; payload: string; sent: string; trailers: string; section: string; isComplete: boolean }

/** What was read from a connection, and how that ended: `open` between two messages, `closed` behind one that says so. */
export type Reading<Head> = { messages: Message<Head>[]; end: 'open' | 'closed' | 'incomplete' | Refusal }

type Body = { left: number; framed: Chunked; bare: Chunked }

/** Of a whole head, an empty line before it included. */
const fieldLines = (head: string): string => head.slice(head.indexOf('\n', 2) + 1, -2)

/** Reads messages as a connection would that gets its bytes in these pieces. */
export function readMessages<Head extends RequestHead | ResponseHead>(
  read: (text: string, limits: HeadLimits) => Head | Refusal | null, pieces: readonly Buffer[], limits = LIMITS,
): Reading<Head> {
  const messages: Message<Head>[] = []
  let unread = createUnread()
  let body: Body | null = null
  for (const piece of pieces) {
    let at = 0
    while (at < piece.length) {
      if (body === null) {
        const before = unread.text.length
        if (!addUnread(unread, piece.toString('latin1', at), limits)) break
        const head = read(unread.text, limits)
        if (head === null) break
        if (head.kind === 'refused') return { messages, end: head }
        at += head.size - before
        messages.push({ head, fields: fieldLines(unread.text.slice(0, head.size)), payload: '', sent: '', trailers: '', section: '', isComplete: false })
        unread = createUnread()
        body = { left: head.length === UNTIL_CLOSE ? Infinity : head.length, framed: createChunked(limits), bare: createChunked(limits) }
      }
      const message: Message<Head> = messages.at(-1)!
      const next = readBody(message, body, piece, at)
      if (typeof next !== 'number') {
        // How much of a refused body had gone on before is a matter of its pieces.
        messages[messages.length - 1] = { ...message, payload: '', sent: '', section: '' }
        return { messages, end: next }
      }
      at = next
      if (!message.isComplete) break
      body = null
      if (!message.head.keepAlive || (message.head.kind === 'response' && message.head.status === 101)) return { messages, end: 'closed' }
    }
  }
  if (body !== null) return { messages, end: body.left === Infinity ? 'closed' : 'incomplete' }
  if (unread.text === '') return { messages, end: 'open' }
  const last = read(unread.text, limits)
  return { messages, end: last?.kind === 'refused' ? last : 'incomplete' }
}

function readBody(message: Message<RequestHead | ResponseHead>, body: Body, piece: Buffer, at: number): number | Refusal {
  if (message.head.length !== CHUNKED) {
    const to = Math.min(piece.length, at + body.left)
    message.payload += piece.toString('latin1', at, to)
    message.sent = message.payload
    body.left -= to - at
    message.isComplete = body.left === 0
    return to
  }
  const next = walkChunks(body.framed, piece, at, piece.length, (from, to) => (message.sent += piece.toString('latin1', from, to)), false)
  const same = walkChunks(body.bare, piece, at, piece.length, (from, to) => (message.payload += piece.toString('latin1', from, to)), true)
  if (typeof next === 'number' ? next !== same : typeof same === 'number') throw new Error('With and without framing, a body ends at two places')
  message.isComplete = body.framed.done
  message.trailers = body.framed.trailers
  message.section = body.framed.section?.section ?? ''
  if (body.framed.payload !== message.payload.length && typeof next === 'number') throw new Error('The payload was not counted as it was passed')
  return next
}
