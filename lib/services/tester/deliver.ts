import http from 'node:http'
import https from 'node:https'
import { AppError } from '#lib/errors.ts'
import { say, type Locale } from '../messages.ts'
import type { Arrival } from './predict.ts'

/** What came back from the proxy. */
export type Delivered = { status: number; headers: [name: string, value: string][]; body: string; truncated: boolean; durationMs: number }

const BODY_LIMIT = 64 * 1024
const TIMEOUT_MS = 15_000

function pairs(raw: string[]): [string, string][] {
  const result: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) result.push([raw[at]!, raw[at + 1]!])
  return result
}

/** At most 64 KiB of the body, and of one that goes on and on what came in time. */
async function readBody(response: http.IncomingMessage, signal: AbortSignal): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > BODY_LIMIT) break
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return { body: Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8'), truncated: size > BODY_LIMIT || signal.aborted }
}

type Options = {
  headers: http.OutgoingHttpHeaders
  body: string | undefined
  locale: Locale
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
  /** For the whole answer. */
  timeoutMs?: number
}

/** @throws {AppError} INVALID for what cannot be written, such as a control character in a header */
function open(address: string, { request, port }: Arrival, { headers, locale }: Options, signal: AbortSignal): http.ClientRequest {
  const options = { host: address, port, method: request.method, path: request.target, headers, signal, agent: false as const }
  try {
    // The certificate is not what is asked here; a self-signed one must not stop the test.
    return request.protocol === 'https' ? https.request({ ...options, servername: request.sni, rejectUnauthorized: false }) : http.request(options)
  } catch (error) {
    throw new AppError('INVALID', say(locale, 'cannotSend', { detail: (error as Error).message }))
  }
}

/** The head of the answer; one that switches protocols (101) ends with it. */
function responseOf(sent: http.ClientRequest, body: string | undefined): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', resolve)
    sent.on('upgrade', (response, socket) => {
      resolve(response)
      response.push(null)
      socket.destroy()
    })
    sent.on('error', reject)
    sent.on('close', () => reject(new Error('the connection was closed')))
    sent.end(body)
  })
}

/**
 * Sends a request to the proxy and reads the answer: at most 64 KiB of its body, and what came within 15 s.
 * @param address where the proxy listens
 * @throws {AppError} UNAVAILABLE when no answer comes, INVALID when the request cannot be written
 */
export async function deliver(address: string, arrival: Arrival, options: Options): Promise<Delivered> {
  const { body, locale, timeoutMs = TIMEOUT_MS } = options
  const start = performance.now()
  const late = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([late, options.signal])
  const sent = open(address, arrival, options, signal)
  try {
    const response = await responseOf(sent, body)
    const read = await readBody(response, signal)
    const durationMs = Math.round((performance.now() - start) * 100) / 100
    return { status: response.statusCode ?? 0, headers: pairs(response.rawHeaders), ...read, durationMs }
  } catch (error) {
    const at = { address: `${address}:${arrival.port}` }
    if (late.aborted) throw new AppError('UNAVAILABLE', say(locale, 'proxyLate', { ...at, seconds: timeoutMs / 1000 }))
    throw new AppError('UNAVAILABLE', say(locale, 'proxySilent', { ...at, detail: (error as Error).message }))
  } finally {
    sent.destroy()
  }
}
