import http from 'node:http'
import https from 'node:https'
import type { HeaderValues } from '#lib/routing/request.ts'

/** A request without a body. */
export type AuthQuestion = { url: URL; method: string; headers: Record<string, string[]>; timeoutMs: number }

export type AuthReply = { kind: 'answered'; status: number; headers: HeaderValues } | { kind: 'failed'; reason: string }

/** Connections outlive snapshots: those that nobody uses any more end by themselves. */
const AGENT = { keepAlive: true, maxFreeSockets: 32, timeout: 30_000 }
const agents = { 'http:': new http.Agent(AGENT), 'https:': new https.Agent(AGENT) }

/** Nobody reads the body; a longer one costs the connection. */
const MOST_BODY = 65_536

/**
 * Asks once. A kept connection that its server closed at the same moment has answered nothing: then a new one is tried.
 * @param done is called once and later, unless it was cancelled before
 * @returns cancels
 */
export function askAuthServer(question: AuthQuestion, done: (reply: AuthReply) => void): () => void {
  const { url, method, headers, timeoutMs } = question
  const { request: open } = url.protocol === 'https:' ? https : http
  let current: http.ClientRequest | null = null
  let isOver = false
  const end = (reply: AuthReply) => {
    if (isOver) return
    isOver = true
    done(reply)
  }
  const fail = (reason: string) => {
    clearTimeout(timer)
    end({ kind: 'failed', reason })
  }
  const timer = setTimeout(() => {
    current?.destroy()
    fail(`none within ${timeoutMs} ms`)
  }, timeoutMs)

  const attempt = (agent: http.Agent | false) => {
    const request = open(url, { method, headers, agent })
    current = request
    request.once('response', (response) => {
      end({ kind: 'answered', status: response.statusCode!, headers: response.headersDistinct })
      drain(response, () => clearTimeout(timer))
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
      if (isStale && !isOver) attempt(false)
      else fail(error.code ?? error.message)
    })
    request.once('upgrade', (_, socket) => {
      socket.destroy()
      fail('the status 101')
    })
    request.end()
  }
  try {
    attempt(agents[url.protocol as keyof typeof agents])
  } catch (error) {
    setImmediate(fail, (error as Error).message)
  }
  return () => {
    isOver = true
    clearTimeout(timer)
    current?.destroy()
  }
}

/** Reads a body to its end, so that the connection can be kept. */
function drain(response: http.IncomingMessage, over: () => void): void {
  let length = 0
  response.on('data', (part: Buffer) => {
    if ((length += part.length) > MOST_BODY) response.destroy()
  })
  response.on('error', () => {})
  response.once('close', over)
}
