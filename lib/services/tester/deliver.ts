import http from 'node:http'
import https from 'node:https'
import { AppError } from '#lib/errors.ts'
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

async function readBody(response: http.IncomingMessage): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > BODY_LIMIT) break
  }
  return { body: Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8'), truncated: size > BODY_LIMIT }
}

function open(address: string, { request, port }: Arrival, headers: http.OutgoingHttpHeaders): http.ClientRequest {
  const options = { host: address, port, method: request.method, path: request.target, headers, timeout: TIMEOUT_MS, agent: false as const }
  // The certificate is not what is asked here; a self-signed one must not stop the test.
  return request.protocol === 'https' ? https.request({ ...options, servername: request.sni, rejectUnauthorized: false }) : http.request(options)
}

/**
 * Sends a request to the proxy and reads the answer: at most 64 KiB of its body, within 15 s.
 * @param address where the proxy listens
 * @throws {AppError} UNAVAILABLE when no answer comes
 */
export async function deliver(address: string, arrival: Arrival, headers: http.OutgoingHttpHeaders, body: string | undefined): Promise<Delivered> {
  const start = performance.now()
  const sent = open(address, arrival, headers)
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve)
      sent.on('error', reject)
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)))
      sent.end(body)
    })
    const read = await readBody(response)
    const durationMs = Math.round((performance.now() - start) * 100) / 100
    return { status: response.statusCode ?? 0, headers: pairs(response.rawHeaders), ...read, durationMs }
  } catch (error) {
    throw new AppError('UNAVAILABLE', `The proxy at ${address}:${arrival.port} did not answer: ${(error as Error).message}`)
  } finally {
    sent.destroy()
  }
}
