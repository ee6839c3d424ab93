import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Seen } from './echo.ts'

export type TestRequest = {
  method?: string
  path?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
  agent?: http.Agent
  /** Speaks TLS, with this name as SNI ('' = none), and shows a certificate of its own. */
  tls?: { servername: string; cert?: string; key?: string }
}

export type TestResponse = { status: number; headers: http.IncomingHttpHeaders; rawHeaders: string[]; body: string; trailers: NodeJS.Dict<string>; informations: http.InformationEvent[] }

/** One request over a connection of its own, or over the agent's. Host is shop.test unless given. */
export function send(port: number, { method = 'GET', path = '/', headers = {}, body, agent, tls }: TestRequest = {}): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers: { host: 'shop.test', ...headers }, agent: agent ?? false }
    const request = tls ? https.request({ ...options, ...tls, rejectUnauthorized: false }) : http.request(options)
    const informations: http.InformationEvent[] = []
    request.on('information', (information) => informations.push(information))
    request.once('error', reject)
    request.once('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.once('error', reject)
      response.once('end', () =>
        resolve({
          status: response.statusCode!, headers: response.headers, rawHeaders: response.rawHeaders,
          body: Buffer.concat(parts).toString(), trailers: response.trailers, informations,
        }),
      )
    })
    request.end(body)
  })
}

/** What the echo backend saw of a request that reached it. */
export async function sendToEcho(port: number, request: TestRequest = {}): Promise<Seen> {
  const response = await send(port, request)
  if (response.status !== 200) throw new Error(`${response.status} ${response.body}`)
  return JSON.parse(response.body) as Seen
}

/** Sends bytes as they are and reads until the other side closes. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await connect(port)
  const answer = collect(socket)
  socket.write(bytes)
  return answer
}

/** A bare connection, destroyed when the test ends. */
export async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** All that comes until the other side ends or resets. */
export function collect(socket: net.Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.once('end', () => resolve(text))
    socket.once('close', () => resolve(text))
  })
}

/** Resolves once what came so far contains `text`. */
export function received(socket: net.Socket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = ''
    const onData = (chunk: Buffer) => {
      all += chunk.toString('latin1')
      if (!all.includes(text)) return
      socket.off('data', onData)
      resolve(all)
    }
    socket.on('data', onData)
    socket.once('close', () => reject(new Error(`closed before "${text}"; there was: ${all}`)))
  })
}

/** Resolves when the condition holds; the time limit is that of the test. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** Resolves with a number once it has not moved for a thousand turns of the loop. */
export async function settled(read: () => number): Promise<number> {
  let last = read()
  for (let still = 0; still < 1000; still++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (read() !== last) still = 0
    last = read()
  }
  return last
}
