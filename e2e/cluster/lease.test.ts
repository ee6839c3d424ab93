import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createElections } from '#lib/control/elections.ts'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { startElection, type Election } from '#lib/kubernetes/lease.ts'
import { namespace, testCluster } from './kube.ts'

const TIMING = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryMs: 300 }
/** Who does not lead looks after the lease at least so often. */
const LONGEST_WAIT_MS = TIMING.retryMs * 2.2
const SLACK_MS = 1500

const ended: (() => unknown)[] = []
let own: string
beforeEach(async () => {
  const made = await namespace(testCluster(), 'lease')
  ended.push(made.remove)
  own = made.name
})
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end()
})

const clock = (): number => Number(process.hrtime.bigint()) / 1e6
const lease = async () => JSON.parse(await testCluster().kubectl(['get', 'lease', 'sluice-controller', '-n', own, '-o', 'json']))
const quiet = { info: () => {}, error: () => {} }

type Elector = { identity: string; child: ChildProcess; said: { event: string; at: number }[]; exit: Promise<unknown> }

function startElector(identity: string): Elector {
  const script = path.join(import.meta.dirname, 'elector.ts')
  const child = spawn(process.execPath, [script, testCluster().kubeconfig, own, identity, JSON.stringify(TIMING)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: Elector['said'] = []
  createInterface(child.stdout).on('line', (line) => said.push(JSON.parse(line)))
  const exit = new Promise((resolve) => child.once('exit', resolve))
  ended.push(async () => {
    child.kill('SIGKILL')
    await exit
  })
  return { identity, child, said, exit }
}

const isLeading = ({ said }: Elector): boolean => said.findLast(({ event }) => event === 'begins' || event === 'ends')?.event === 'begins'

const leaderAmong = (electors: Elector[]): Promise<Elector> =>
  vi.waitFor(
    () => {
      const leader = electors.find(isLeading)
      expect(leader, 'one leads').toBeDefined()
      return leader!
    },
    { timeout: 15_000, interval: 10 },
  )

/** Fails where two of them led at one moment. `gone`: when those that could not say so stopped. */
function expectOneAtATime(electors: Elector[], gone: Record<string, number> = {}): void {
  const terms = electors.flatMap(({ identity, said }) =>
    said.flatMap(({ event, at }, index) => {
      const end = said.slice(index).find((one) => one.event === 'ends')?.at ?? Infinity
      return event === 'begins' ? { identity, from: at, to: Math.min(end, gone[identity] ?? Infinity) } : []
    }),
  )
  const sorted = terms.sort((a, b) => a.from - b.from)
  for (const [index, term] of sorted.slice(1).entries()) {
    const before = sorted[index]!
    expect(term.from, `${term.identity} begins after ${before.identity} has ended`).toBeGreaterThan(before.to)
  }
  expect(sorted.length).toBeGreaterThan(1)
}

test('a leader that is killed is followed by another one as soon as its lease has run out', async () => {
  const electors = ['a', 'b', 'c'].map(startElector)
  const first = await leaderAmong(electors)
  expect((await lease()).spec).toMatchObject({ holderIdentity: first.identity, leaseDurationSeconds: 3 })
  const killedAt = clock()
  first.child.kill('SIGKILL')
  await first.exit
  const others = electors.filter((one) => one !== first)
  const second = await leaderAmong(others)
  const begunAfterMs = second.said[0]!.at - killedAt
  expect(begunAfterMs).toBeGreaterThan(TIMING.leaseDurationMs - TIMING.retryMs - SLACK_MS)
  expect(begunAfterMs).toBeLessThan(TIMING.leaseDurationMs + LONGEST_WAIT_MS + SLACK_MS)
  expect((await lease()).spec).toMatchObject({ holderIdentity: second.identity, leaseTransitions: 1 })
  expectOneAtATime(electors, { [first.identity]: killedAt })
})

test('a leader that ends gives the lease back, and the next one need not wait', async () => {
  const electors = ['a', 'b'].map(startElector)
  const first = await leaderAmong(electors)
  first.child.kill('SIGTERM')
  await first.exit
  const endedAt = first.said.at(-1)!.at
  const second = await leaderAmong(electors.filter((one) => one !== first))
  expect(second.said[0]!.at - endedAt).toBeLessThan(TIMING.leaseDurationMs - 500)
  second.child.kill('SIGTERM')
  await second.exit
  expect((await lease()).spec).toMatchObject({ holderIdentity: '' })
  expectOneAtATime(electors)
})

test('a leader that was suspended for longer than its lease does not take itself for one afterwards', async () => {
  const electors = ['a', 'b'].map(startElector)
  const first = await leaderAmong(electors)
  const stoppedAt = clock()
  first.child.kill('SIGSTOP')
  const second = await leaderAmong(electors.filter((one) => one !== first))
  first.child.kill('SIGCONT')
  await vi.waitFor(() => expect(first.said.map(({ event }) => event).sort()).toEqual(['begins', 'ends', 'leads no more']), { timeout: 5000, interval: 10 })
  expect(isLeading(second)).toBe(true)
  expectOneAtATime(electors, { [first.identity]: stoppedAt })
})

test('a leader that is cut off from the API server ends before another one begins, and stands again later', async () => {
  const events: { identity: string; event: 'begins' | 'ends'; at: number }[] = []
  const cut = new Set<string>()
  const stand = async (identity: string): Promise<Election> => {
    const client = await connect({ type: 'file', path: testCluster().kubeconfig, allowExec: false })
    const request: Client['request'] = (...args) =>
      cut.has(identity) ? Promise.reject(new KubeError(0, 'NoAnswer', 'cut off')) : client.request(...args)
    const election = startElection({
      client: { request },
      namespace: own,
      name: 'sluice-controller',
      identity,
      timing: TIMING,
      log: quiet,
      async onLeading(signal) {
        events.push({ identity, event: 'begins', at: clock() })
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        events.push({ identity, event: 'ends', at: clock() })
      },
    })
    ended.push(() => client.close())
    ended.push(() => election.stop())
    return election
  }
  const first = await stand('first')
  await vi.waitFor(() => expect(first.isLeading()).toBe(true), { timeout: 5000, interval: 10 })
  const second = await stand('second')
  await vi.waitFor(() => expect(second.holder()).toBe('first'), { timeout: 5000, interval: 10 })
  cut.add('first')
  await vi.waitFor(() => expect(second.isLeading()).toBe(true), { timeout: 10_000, interval: 10 })
  expect(events.map(({ identity, event }) => `${identity} ${event}`)).toEqual(['first begins', 'first ends', 'second begins'])
  expect(first.isLeading()).toBe(false)
  expect(first.problem()).toBe('cut off')

  cut.delete('first')
  await vi.waitFor(() => expect(first.problem()).toBeNull(), { timeout: 5000, interval: 10 })
  expect(first.holder()).toBe('second')
  await second.stop()
  await vi.waitFor(() => expect(first.isLeading()).toBe(true), { timeout: 5000, interval: 10 })
  expect((await lease()).spec.leaseTransitions).toBe(2)
})

test('a lease that is deleted under its leader is made again', async () => {
  const client = await connect({ type: 'file', path: testCluster().kubeconfig, allowExec: false })
  ended.push(() => client.close())
  const onLeading = vi.fn((signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())))
  const election = startElection({ client, namespace: own, name: 'sluice-controller', identity: 'one', timing: TIMING, log: quiet, onLeading })
  ended.push(() => election.stop())
  await vi.waitFor(() => expect(election.isLeading()).toBe(true), { timeout: 5000, interval: 10 })
  await testCluster().kubectl(['delete', 'lease', 'sluice-controller', '-n', own])
  await vi.waitFor(async () => expect((await lease()).spec.holderIdentity).toBe('one'), { timeout: 10_000 })
  expect(election.isLeading()).toBe(true)
  expect(onLeading).toHaveBeenCalledTimes(1)
})

test('workspaces of one process share a lease, and the one that came first may go', async () => {
  const elections = createElections({ log: quiet, timing: TIMING })
  const said: string[] = []
  const join = async (name: string) => {
    const client = await connect({ type: 'file', path: testCluster().kubeconfig, allowExec: false })
    const candidate = elections.join({ ...client, namespace: own }, async (signal) => {
      said.push(`${name} begins`)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      said.push(`${name} ends`)
    })
    return async () => {
      await candidate.leave()
      await client.close()
    }
  }
  const leaveFirst = await join('first')
  await vi.waitFor(() => expect(said).toEqual(['first begins']), { timeout: 5000, interval: 10 })
  const leaveSecond = await join('second')
  await vi.waitFor(() => expect(said).toEqual(['first begins', 'second begins']), { timeout: 5000, interval: 10 })
  const { holderIdentity, renewTime } = (await lease()).spec
  await leaveFirst()
  expect(said).toEqual(['first begins', 'second begins', 'first ends'])

  // It is renewed over the connection of the one that is left.
  await vi.waitFor(async () => expect((await lease()).spec.renewTime > renewTime).toBe(true), { timeout: 5000 })
  expect((await lease()).spec).toMatchObject({ holderIdentity, leaseTransitions: 0 })
  await leaveSecond()
  expect(said.at(-1)).toBe('second ends')
  expect((await lease()).spec.holderIdentity).toBe('')
})

test('two processes that share nothing but the lease have one leader between them', async () => {
  const client = await connect({ type: 'file', path: testCluster().kubeconfig, allowExec: false })
  ended.push(() => client.close())
  const never = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  const candidates = [1, 2].map(() => createElections({ log: quiet, timing: TIMING }).join({ ...client, namespace: own }, never))
  for (const { leave } of candidates) ended.push(leave)
  await vi.waitFor(() => expect(new Set(candidates.map(({ holder }) => holder())).size).toBe(1), { timeout: 5000, interval: 10 })
  await vi.waitFor(() => expect(candidates.filter(({ isLeading }) => isLeading())).toHaveLength(1), { timeout: 5000, interval: 10 })
})
