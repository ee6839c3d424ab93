import type { ClientRequest, IncomingMessage } from 'node:http'
import { dial, type Dial } from './dial.ts'
import type { HealthEnd } from './health-poster.ts'
import { ControllerMessage, type ProxyReport } from './protocol.ts'
import type { RequestsEnd } from './requests-poster.ts'

export type Publication = Extract<ControllerMessage, { type: 'publication' }>

export type ProxyLinkOptions = {
  id: string
  /** Asked at each connection, since the controller's port may change. */
  controllerUrl: () => string
  token: string
  /** Authorities (PEM) that may sign the controller's certificate; without them, the one derived from the token is asked for. */
  caFile?: string | undefined
  /** Digest of the snapshot held, so that the controller need not send it again; empty for none. */
  heldDigest: () => string
  /** Takes a publication; then a report is sent. Rejects where the stream must be opened anew: what was sent is of no use. */
  onPublication: (publication: Publication) => Promise<void>
  /** The report as of now. */
  report: () => ProxyReport
  /** Grows whenever a counter of the report moves. */
  countersVersion: () => number
  /** Told who watches, and how to tell of requests. */
  sight?: RequestsEnd
  /** Told what operators say of targets, and how to tell of them. */
  health?: HealthEnd
  onState?: (state: { connected: boolean; reason: string }) => void
  /** Times in milliseconds; the defaults are those of the protocol. */
  times?: Partial<Times>
  random?: () => number
}

type Times = { minBackOff: number; maxBackOff: number; silence: number; tick: number; quietReport: number }
const TIMES: Times = { minBackOff: 250, maxBackOff: 5000, silence: 15_000, tick: 1000, quietReport: 5000 }

export type ProxyLink = {
  isConnected(): boolean
  /** Sends a report now: the state has changed. Resolves when it was taken, or could not be. */
  report(): Promise<void>
  close(): void
}

/** Longest message that is read: a snapshot of some hundred thousand routes. */
const MOST_LINE_BYTES = 256 * 1024 * 1024

/**
 * The proxy's end of the link: keeps a stream from one controller open until it is lost (15 s of silence count as lost),
 * and reports back. With no controller it tries for ever, with back-off and jitter.
 */
export function connectProxyLink(options: ProxyLinkOptions): ProxyLink {
  const times = { ...TIMES, ...options.times }
  const random = options.random ?? Math.random
  // Null while there is no stream: reports go to the controller that is followed, not to another one behind the same name.
  let way: Dial | null = null
  const reporter = createReporter(options, times, () => way)
  let failures = 0
  let isConnected = false
  let isClosed = false
  let request: ClientRequest | null = null
  let retryTimer: NodeJS.Timeout | null = null

  let lastReason = ''
  const setConnected = (connected: boolean, reason: string) => {
    isConnected = connected
    // Told once, not at each of the many tries.
    if (reason === lastReason) return
    lastReason = reason
    options.onState?.({ connected, reason })
  }
  const lost = (reason: string) => {
    request?.destroy()
    request = null
    way = null
    options.sight?.lost()
    options.health?.lost()
    if (isClosed || retryTimer) return
    setConnected(false, reason)
    const ceiling = Math.min(times.maxBackOff, times.minBackOff * 2 ** failures++)
    retryTimer = setTimeout(connect, ceiling / 2 + (random() * ceiling) / 2)
  }
  const onMessage = async (message: ControllerMessage) => {
    try {
      if (message.type === 'publication') await options.onPublication(message)
      else if (message.type === 'tails') options.sight?.tails(message.tails)
      else if (message.type === 'marks') options.health?.marks(message.marks)
      failures = 0
    } finally {
      if (message.type === 'publication') void reporter.send()
    }
  }
  const connect = () => {
    retryTimer = null
    const query = new URLSearchParams({ proxy: options.id, digest: options.heldDigest(), deltas: '1', ...(options.sight && { tails: '1' }), ...(options.health && { marks: '1' }) })
    let to: Dial
    try {
      to = dial(options.controllerUrl(), options)
    } catch (error) {
      lost((error as Error).message)
      return
    }
    const mine = to.request(`/link/stream?${query}`, 'GET')
    request = mine
    const fail = (reason: string) => {
      if (request === mine) lost(reason)
    }
    const silence = setTimeout(() => fail('no answer'), times.silence)
    mine.on('error', (error) => fail(to.reasonOf(mine, error)))
    mine.once('close', () => {
      clearTimeout(silence)
      fail('the controller closed the stream')
    })
    mine.once('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume()
        fail(response.statusCode === 401 ? 'the controller does not accept SLUICE_LINK_TOKEN' : `the controller answered ${response.statusCode}`)
        return
      }
      if (response.socket.remoteAddress !== undefined) to.keepTo(response.socket.remoteAddress)
      way = to
      setConnected(true, 'connected')
      void reporter.send()
      const named = new URLSearchParams({ proxy: options.id })
      options.sight?.connected((told) => post(to, `/link/requests?${named}`, told, times.silence))
      options.health?.connected((told) => post(to, `/link/targets?${named}`, told, times.silence))
      readMessages(response, () => silence.refresh(), onMessage).then(
        () => fail('the controller ended the stream'),
        (error: Error) => fail(error.message),
      )
    })
    mine.end()
  }
  connect()
  return {
    isConnected: () => isConnected,
    report: reporter.send,
    close() {
      isClosed = true
      if (retryTimer) clearTimeout(retryTimer)
      request?.destroy()
      way?.close()
      reporter.close()
    },
  }
}

const TYPES: readonly unknown[] = ControllerMessage.options.map(({ shape }) => shape.type.value)

/** Null: a newer controller says something that we do not know. */
const parseMessage = (value: { type?: unknown }): ControllerMessage | null => (TYPES.includes(value.type) ? ControllerMessage.parse(value) : null)

/** Reads NDJSON, one message after the other; the next one waits until `onMessage` has settled. */
async function readMessages(response: IncomingMessage, onData: () => void, onMessage: (message: ControllerMessage) => Promise<void>): Promise<void> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    onData()
    let rest = chunk
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8')
      parts = []
      size = 0
      rest = rest.subarray(end + 1)
      const message = line.trim() === '' ? null : parseMessage(JSON.parse(line))
      if (message) await onMessage(message)
    }
    size += rest.length
    if (size > MOST_LINE_BYTES) throw new Error('The controller sent a message that is too long')
    if (rest.length > 0) parts.push(rest)
  }
}

/** Sends reports one at a time: at once when connected or asked, each second when counters moved, every 5 s otherwise. */
function createReporter(options: ProxyLinkOptions, times: Times, way: () => Dial | null) {
  let running: Promise<void> | null = null
  let again: Promise<void> | null = null
  let sentVersion = -1
  let sentAt = -Infinity
  const postReport = async () => {
    sentVersion = options.countersVersion()
    sentAt = performance.now()
    const to = way()
    if (to) await post(to, '/link/report', options.report(), times.silence).catch(() => {})
  }
  // A report under way may have been made before the change that asks for another one.
  const send = (): Promise<void> => {
    if (running) return (again ??= running.then(() => ((again = null), send())))
    return (running = postReport().finally(() => (running = null)))
  }
  const timer = setInterval(() => {
    const isDue = options.countersVersion() !== sentVersion || performance.now() - sentAt >= times.quietReport
    if (isDue && !running) void send()
  }, times.tick)
  return { send, close: () => clearInterval(timer) }
}

/** Resolves to false where there is no such call: the controller is of an older version. */
function post(to: Dial, path: string, told: object, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(told)
    const request = to.request(path, 'POST', { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) })
    request.setTimeout(timeoutMs, () => request.destroy(new Error('no answer')))
    request.once('error', reject)
    request.once('response', (response) => {
      response.resume()
      response.once('error', reject)
      response.once('end', () => resolve(response.statusCode !== 404))
    })
    request.end(body)
  })
}
