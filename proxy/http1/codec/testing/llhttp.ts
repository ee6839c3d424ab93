import http, { type IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'

/** A message as Node's own parser reads it. `fields`: raw, name, value, … */
export type Parsed = { start: string; minor: number; fields: string[]; body: string; isComplete: boolean }

export type Parsing = { messages: Parsed[]; error: string | null }

const OPTIONS = { insecureHTTPParser: false, maxHeaderSize: 65_536 }
const sleepless = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function stream(bytes: Buffer): Duplex {
  const duplex = new Duplex({ read() {}, write: (_, __, done) => done() })
  duplex.on('error', () => {})
  duplex.push(bytes)
  return duplex
}

function follow(parsing: Parsing, message: IncomingMessage, start: string): void {
  const parsed: Parsed = { start, minor: message.httpVersionMinor, fields: message.rawHeaders, body: '', isComplete: false }
  parsing.messages.push(parsed)
  message.setEncoding('latin1')
  message.on('data', (chunk: string) => (parsed.body += chunk))
  message.once('end', () => (parsed.isComplete = true))
  message.on('error', () => {})
}

const parsings = new WeakMap<Duplex, Parsing>()
const server = http.createServer({ ...OPTIONS, requireHostHeader: false, shouldUpgradeCallback: () => false })
server.maxHeadersCount = 0
// Nothing is answered: an answer might end the connection before the rest of it was read.
for (const event of ['request', 'checkContinue', 'checkExpectation']) {
  server.on(event, (request: IncomingMessage) => follow(parsings.get(request.socket as Duplex)!, request, `${request.method} ${request.url}`))
}
server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
  const parsing = parsings.get(socket)
  if (parsing) parsing.error ??= error.code ?? error.message
})

/** Has llhttp, as node:http uses it, read many connections of requests at once. */
export async function parseRequests(inputs: readonly Buffer[]): Promise<Parsing[]> {
  const sockets = inputs.map(stream)
  const all = sockets.map((socket): Parsing => {
    const parsing: Parsing = { messages: [], error: null }
    parsings.set(socket, parsing)
    server.emit('connection', socket)
    return parsing
  })
  for (let turn = 0; turn < 4; turn++) await sleepless()
  for (const socket of sockets) socket.destroy()
  return all
}

/** The same for responses to GET, up to the first that is not interim. */
export async function parseResponses(inputs: readonly Buffer[]): Promise<Parsing[]> {
  const sockets = inputs.map(stream)
  const all = sockets.map((socket): Parsing => {
    const parsing: Parsing = { messages: [], error: null }
    const request = http.request({ ...OPTIONS, createConnection: () => socket, host: 'a.test' })
    request.maxHeadersCount = 0
    request.on('response', (response) => follow(parsing, response, `${response.statusCode} ${response.statusMessage}`))
    request.on('information', ({ statusCode, statusMessage, httpVersionMinor, rawHeaders }) => {
      parsing.messages.push({ start: `${statusCode} ${statusMessage}`, minor: httpVersionMinor, fields: rawHeaders, body: '', isComplete: true })
    })
    request.on('upgrade', (response) => {
      const { statusCode, statusMessage, httpVersionMinor, rawHeaders } = response
      parsing.messages.push({ start: `${statusCode} ${statusMessage}`, minor: httpVersionMinor, fields: rawHeaders, body: '', isComplete: true })
    })
    request.on('error', (error: NodeJS.ErrnoException) => (parsing.error ??= error.code ?? error.message))
    request.end()
    return parsing
  })
  for (let turn = 0; turn < 4; turn++) await sleepless()
  for (const socket of sockets) socket.destroy()
  return all
}
