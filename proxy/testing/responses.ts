import type { Socket } from 'node:net'

/** A response as a strict client reads it. `cut`: the connection ended before the body did. */
export type ReadResponse = { status: number; head: string; body: string; interim: number[]; isCut: boolean }

/** How many bytes of `text` a chunked body takes; null: it has not ended. Throws where it is no chunked body. */
function readChunked(text: string): { body: string; size: number } | null {
  let body = ''
  for (let at = 0; ; ) {
    const end = text.indexOf('\r\n', at)
    if (end === -1) return null
    const line = text.slice(at, end)
    if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`a chunk size ${JSON.stringify(line)} was passed on`)
    const size = Number.parseInt(line, 16)
    at = end + 2
    if (size === 0) {
      const trailers = text.slice(at - 2).indexOf('\r\n\r\n')
      return trailers === -1 ? null : { body, size: at + trailers + 2 }
    }
    if (text.length < at + size + 2) return null
    body += text.slice(at, at + size)
    if (text.slice(at + size, at + size + 2) !== '\r\n') throw new Error('a chunk without its end was passed on')
    at += size + 2
  }
}

type Framed = { response: ReadResponse; size: number }

/** The first response of the text, or null while it has not come as a whole. */
function readOne(text: string, method: string, isOver: boolean): Framed | null {
  const interim: number[] = []
  for (let start = 0; ; ) {
    const end = text.indexOf('\r\n\r\n', start)
    if (end === -1) return null
    const head = text.slice(start, end + 4)
    const match = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)*\r\n$/.exec(head)
    if (!match) throw new Error(`no head: ${JSON.stringify(head.slice(0, 500))}`)
    const status = Number(match[1])
    start = end + 4
    if (status < 200 && status !== 101) {
      interim.push(status)
      continue
    }
    const rest = text.slice(start)
    const framed = (body: string, size: number, isCut = false): Framed => {
      return { response: { status, head, body, interim, isCut }, size: start + size }
    }
    if (method === 'HEAD' || status === 204 || status === 304) return framed('', 0)
    if (/^transfer-encoding:/im.test(head)) {
      const chunked = readChunked(rest)
      if (chunked) return framed(chunked.body, chunked.size)
      return isOver ? framed(rest, rest.length, true) : null
    }
    const lengths = [...head.matchAll(/^content-length: *(\d+)\r$/gim)].map((found) => Number(found[1]))
    if (lengths.length > 1) throw new Error('two lengths were passed on')
    if (lengths.length === 0) return isOver ? framed(rest, rest.length) : null
    if (rest.length >= lengths[0]!) return framed(rest.slice(0, lengths[0]), lengths[0]!)
    return isOver ? framed(rest, rest.length, true) : null
  }
}

/** A client that asks one thing after the other on a connection. */
export type StrictClient = {
  ask(text: string, method?: string): Promise<ReadResponse>
  /** Bytes that no response took. */
  rest(): string
  isOver(): boolean
}

/** @throws where the bytes that come are no response */
export function strictClient(socket: Socket): StrictClient {
  let text = ''
  let isOver = false
  let changed = () => {}
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1')
    changed()
  })
  const end = () => {
    isOver = true
    changed()
  }
  socket.once('end', end)
  socket.once('close', end)
  return {
    async ask(request, method = request.slice(0, request.indexOf(' '))) {
      socket.write(request, 'latin1')
      for (;;) {
        const framed = readOne(text, method, isOver)
        if (framed) {
          text = text.slice(framed.size)
          return framed.response
        }
        if (isOver) throw new Error(`closed without a response; there was ${JSON.stringify(text.slice(0, 500))}`)
        await new Promise<void>((resolve) => (changed = resolve))
      }
    },
    rest: () => text,
    isOver: () => isOver,
  }
}
