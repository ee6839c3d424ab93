import type { Socket } from 'node:net'

/** One connection that asks the same again and again, one request at a time. */
export type Client = { ask(): void; end(): void; /** Bytes of an answer that is not complete. */ received(): number }

/** `onLost`: the connection went, or what came is no answer; nothing follows. */
export type ClientEvents = { onAnswer: (status: number, bytes: number) => void; onLost: (reason: string) => void }

const HEAD_END = '\r\n\r\n'

/** Status and length of the body that follows. Undefined if the head does not tell: nobody here needs chunks. */
export function parseHead(head: string): { status: number; length: number } | undefined {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return status === undefined || length === undefined ? undefined : { status: Number(status), length: Number(length) }
}

/** @param request head and body, as sent each time */
export function createClient(socket: Socket, request: string, { onAnswer, onLost }: ClientEvents): Client {
  let head = ''
  let status = 0
  let received = 0
  /** Bytes of the whole answer; 0 until its head is there. */
  let expected = 0
  let isOver = false
  const lose = (reason: string) => {
    if (isOver) return
    isOver = true
    socket.destroy()
    onLost(reason)
  }
  const readHead = (chunk: Buffer) => {
    head += chunk.toString('latin1', 0, Math.min(chunk.length, 16_384))
    const end = head.indexOf(HEAD_END)
    if (end < 0) return
    const facts = parseHead(head.slice(0, end))
    if (facts === undefined) return lose(`an answer without a length: ${head.slice(0, end)}`)
    status = facts.status
    expected = end + HEAD_END.length + facts.length
  }
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (expected === 0) readHead(chunk)
    if (expected === 0 || received < expected || isOver) return
    if (received > expected) return lose('more than the declared length')
    const bytes = received
    head = ''
    received = 0
    expected = 0
    onAnswer(status, bytes)
  })
  socket.on('error', (error) => lose(error.message))
  socket.on('close', () => lose('closed'))
  return {
    ask: () => void socket.write(request, 'latin1'),
    received: () => received,
    end() {
      isOver = true
      socket.destroy()
    },
  }
}
