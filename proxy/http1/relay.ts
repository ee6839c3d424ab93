import type { ClientRequest, IncomingMessage, OutgoingMessage } from 'node:http'
import type { ProxyAnswerCode } from './answers.ts'
import { mustClose, hasBody, type Exchange } from './exchange.ts'
import { responseFields, trailerPairs } from './headers.ts'
import { stallTimer, type StallTimer } from './stall.ts'
import { traceFields } from './trace.ts'

/** How long the rest of an unwanted body is read, so that a reset does not destroy the answer under way. */
const LINGER_MS = 1000

type Watcher = { onChunk(size: number): void; onFull(): void; onDrain(): void; onBroken(): void }

/**
 * Copies a body, reading no faster than the sink takes, and then its trailers. Does not end the sink.
 * Not stream.pipeline: that destroys the source when the sink fails, and the source may still need an answer.
 */
function relay(source: IncomingMessage, sink: OutgoingMessage, watcher: Watcher, onEnd: () => void): void {
  source.on('data', (chunk: Buffer) => {
    if (sink.destroyed) return
    watcher.onChunk(chunk.length)
    if (sink.write(chunk)) return
    source.pause()
    watcher.onFull()
  })
  sink.on('drain', () => {
    watcher.onDrain()
    source.resume()
  })
  source.once('end', () => {
    const trailers = trailerPairs(source.rawTrailers)
    if (trailers.length > 0) sink.addTrailers(trailers)
    onEnd()
  })
  source.on('error', () => {})
  source.once('close', () => {
    if (!source.complete) watcher.onBroken()
  })
}

/** Sends the client's body to the target. A client that stalls and a target that does not take it both end by `fail`. */
export function sendBody(exchange: Exchange, upstream: ClientRequest, fail: (code: ProxyAnswerCode) => void): void {
  const stall = stallTimer()
  const waitForClient = () => stall.start(exchange.gate.clientBodyMs, () => fail('REQUEST_TIMEOUT'))
  const { writeTimeoutMs } = exchange.choice!.live.service
  const watcher: Watcher = {
    onChunk(size) {
      exchange.bytesIn += size
      stall.refresh()
    },
    onFull: () => stall.start(writeTimeoutMs, () => fail('WRITE_TIMEOUT')),
    onDrain: waitForClient,
    onBroken: () => upstream.destroy(),
  }
  upstream.once('close', stall.stop)
  waitForClient()
  upstream.flushHeaders()
  relay(exchange.req, upstream, watcher, () => {
    stall.stop()
    upstream.end()
  })
}

/**
 * Sends the target's response to the client. A response that breaks off, or a client that takes nothing for as long as
 * `stall` is set to, ends by destroying the client's connection: a cut must not look like an end (RFC 9112 §8).
 * @throws {Error} if the head cannot be written; nothing was sent then
 */
export function sendResponse(exchange: Exchange, response: IncomingMessage, stall: StallTimer): void {
  const { res } = exchange
  const fields = [...responseFields(response), ...traceFields(exchange)]
  // A client that still waits for 100 may or may not send its body; nobody could tell what comes next.
  if (mustClose(exchange) || exchange.expects === 'asked') fields.push('Connection', 'close')
  res.writeHead(response.statusCode!, response.statusMessage ?? '', fields)
  // With the first piece of the body if that is already here, alone if the target takes its time.
  setImmediate(() => {
    if (exchange.bytesOut === 0 && !res.writableEnded && !res.destroyed) res.flushHeaders()
  })
  const watcher: Watcher = {
    onChunk(size) {
      exchange.bytesOut += size
      stall.refresh()
    },
    onFull: () => {},
    onDrain: stall.refresh,
    onBroken() {
      stall.stop()
      if (!res.destroyed) exchange.failure = 'UPSTREAM_RESET'
      res.destroy()
    },
  }
  relay(response, res, watcher, () => {
    stall.stop()
    endAfterRequest(exchange)
  })
}

/** Ends the response once the request has been read, or the client has had time to read what was sent. */
export function endAfterRequest({ req, res }: Exchange): void {
  if (req.complete || !hasBody(req)) {
    res.end()
    return
  }
  const end = () => {
    clearTimeout(timer)
    res.end()
  }
  // What is left of the body is not worth the connection.
  const timer = setTimeout(() => res.end(() => req.socket.destroySoon()), LINGER_MS)
  req.on('error', () => {})
  req.once('close', end)
  req.once('end', end)
  req.resume()
}
