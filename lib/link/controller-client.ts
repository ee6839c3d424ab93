import type { Env } from '#lib/env.ts'
import { controllerAddresses, type Resolve } from './controller-addresses.ts'
import { dial, type Dial } from './dial.ts'
import { ControllerHealth, type KnownHealth, type Mark } from './health.ts'
import { mergeHealth } from './health-board.ts'
import { mergeControllerUnmatched, mergeCounters, mergeStates } from './merge.ts'
import { ControllerCounters, ControllerState, type CounterSet } from './protocol.ts'
import { recentAnswers } from './recent-answers.ts'
import { ControllerUnmatched, type TailFilter, type UnmatchedRequest } from './requests.ts'
import { watchTail, type TailListener } from './tail-client.ts'

/** What a dashboard asks of the controllers. Every call may fail: all of them may be away. */
export type ControllerClient = {
  /** Resolves when a controller has published the revision, or has tried; the others are waited for a little. */
  changed(workspace: string, revision: number): Promise<void>
  state(): Promise<ControllerState>
  counters(): Promise<CounterSet>
  /** The last requests that no route took, newest first. */
  unmatched(): Promise<UnmatchedRequest[]>
  /** What is known of an upstream's targets. */
  health(workspace: string, upstream: string): Promise<KnownHealth>
  /** Resolves when a controller has heard it; the others are waited for a little. */
  mark(mark: Mark): Promise<void>
  /** Tells of requests as they end, until the signal. Never fails: controllers come and go, and the state says which there are. */
  tail(filter: TailFilter, listener: TailListener, signal: AbortSignal): void
}

const TIMEOUT_MS = 5000
/** How long the other controllers may take once the first has answered. */
const PATIENCE_MS = 500

function call(way: Dial, method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const request = way.request(path, method, text === undefined ? {} : { 'content-type': 'application/json' })
    const late = `The controller did not answer ${method} ${path} within ${TIMEOUT_MS / 1000} s`
    request.setTimeout(TIMEOUT_MS, () => request.destroy(new Error(late)))
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8')
        const status = response.statusCode ?? 500
        if (status >= 300) reject(new Error(`The controller answered ${status} to ${method} ${path}: ${answer}`))
        else resolve(answer === '' ? undefined : JSON.parse(answer))
      })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection may end at the moment in which it is used again: that says nothing of the controller.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(call(way, method, path, body))
      else reject(new Error(way.reasonOf(request, error), { cause: error }))
    })
    request.end(text)
  })
}

/**
 * The answers there are when all have answered or failed, or a little after the first answer.
 * @throws what the first one threw, if all failed
 */
async function answersOf<T>(asked: Promise<T>[]): Promise<T[]> {
  const answers: T[] = []
  const settled = Promise.allSettled(asked.map((one) => one.then((answer) => void answers.push(answer))))
  await Promise.any(asked).catch(() => settled)
  if (answers.length === 0) {
    await asked[0]
    throw new Error('The host name of the controllers has no address')
  }
  let timer: NodeJS.Timeout | undefined
  await Promise.race([settled, new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)))])
  clearTimeout(timer)
  return [...answers]
}

/**
 * Asks every controller behind the URL's host name, as proxies are spread over them, and makes one answer of theirs.
 * @param token the link token
 */
export function controllerClient(
  env: Pick<Env, 'controllerUrl' | 'controllerPort' | 'linkCa' | 'linkOrigin'>,
  token: string,
  resolve?: Resolve,
): ControllerClient {
  const base = env.controllerUrl ?? `${env.linkOrigin}:${env.controllerPort}`
  const addresses = controllerAddresses(new URL(base).hostname, resolve)
  const states = recentAnswers<ControllerState>(({ id }) => id)
  const counts = recentAnswers<ControllerCounters>(({ controller }) => controller)
  const lost = recentAnswers<ControllerUnmatched>(({ controller }) => controller)
  let ways = new Map<string, Dial>()

  const open = (address: string): Dial => {
    const way = dial(base, { token, caFile: env.linkCa })
    way.keepTo(address)
    return way
  }
  /** One way to each address that there is now. */
  const current = async (): Promise<Dial[]> => {
    const named = await addresses()
    const before = ways
    ways = new Map(named.map((address) => [address, ways.get(address) ?? open(address)]))
    for (const [address, way] of before) if (!ways.has(address)) way.close()
    return [...ways.values()]
  }

  return {
    async changed(workspace, revision) {
      await answersOf((await current()).map((way) => call(way, 'POST', '/link/changed', { workspace, revision })))
    },
    async state() {
      const asked = await current()
      const answers = await answersOf(asked.map(async (way) => ControllerState.parse(await call(way, 'GET', '/link/state'))))
      if (asked.length === 1) states.clear()
      const { answered, silent } = states.take(answers)
      return mergeStates(answered, silent)
    },
    async counters() {
      const asked = await current()
      const path = asked.length === 1 ? '/link/counters' : '/link/counters?processes'
      const answers = await answersOf(asked.map(async (way) => ControllerCounters.parse(await call(way, 'GET', path))))
      if (asked.length === 1) counts.clear()
      const { answered, silent } = counts.take(answers)
      return mergeCounters([...answered, ...silent])
    },
    async unmatched() {
      const asked = await current()
      const answers = await answersOf(asked.map(async (way) => ControllerUnmatched.parse(await call(way, 'GET', '/link/unmatched'))))
      if (asked.length === 1) lost.clear()
      const { answered, silent } = lost.take(answers)
      return mergeControllerUnmatched([...answered, ...silent])
    },
    async health(workspace, upstream) {
      const path = `/link/health?${new URLSearchParams({ workspace, upstream })}`
      return mergeHealth(await answersOf((await current()).map(async (way) => ControllerHealth.parse(await call(way, 'GET', path)))))
    },
    async mark(mark) {
      await answersOf((await current()).map((way) => call(way, 'POST', '/link/health', mark)))
    },
    tail: (filter, listener, signal) => watchTail(current, filter, listener, signal),
  }
}
