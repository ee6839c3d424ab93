import { expect, onTestFinished, test, vi } from 'vitest'
import { TIMING, type Timing } from './backoff.ts'
import { KubeError, type Client, type RequestOptions } from './client.ts'
import { follow, type FollowStatus } from './follow.ts'
import type { Metadata } from './objects.ts'
import type { WatchEvent } from './watch-stream.ts'

// What a real server cannot be made to do at will; all else is tested with one in e2e/cluster.

type Thing = { metadata: Metadata }
type Answer = { items: Thing[]; version?: string; continue?: string } | KubeError
type Watch = WatchEvent[] | KubeError | 'open'

const thing = (name: string, resourceVersion = '1'): Thing => ({
  metadata: { name, namespace: 'a', uid: name, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
})
const gone = () => new KubeError(410, 'Expired', 'too old')
const refused = () => new KubeError(403, 'Forbidden', 'things is forbidden')

/** A client that gives these answers in turn; the last watch stays open. */
function scripted(lists: Answer[], watches: Watch[]): { client: Client; asked: string[] } {
  const asked: string[] = []
  const client = {
    async request(_method: string, _path: string, { query = {} }: RequestOptions = {}) {
      asked.push(`list ${query['continue'] ?? ''}`.trim())
      const answer = lists.shift() ?? { items: [] }
      if (answer instanceof KubeError) throw answer
      return { items: answer.items, metadata: { resourceVersion: answer.version ?? '10', continue: answer.continue } }
    },
    async *watch(_path: string, query: Record<string, string>, { signal, onOpen }: Parameters<Client['watch']>[2]) {
      asked.push(`watch ${query['resourceVersion']}`)
      const answer = watches.shift() ?? 'open'
      if (answer instanceof KubeError) throw answer
      onOpen?.()
      if (answer === 'open') await new Promise((resolve) => signal.addEventListener('abort', resolve))
      else yield* answer
    },
  }
  return { client: client as unknown as Client, asked }
}

function start(lists: Answer[], watches: Watch[], timing: Partial<Timing> = {}) {
  const { client, asked } = scripted(lists, watches)
  const changes: string[] = []
  const states: FollowStatus[] = []
  const follower = follow<Thing>({
    client,
    path: '/things',
    keep: (raw) => ({ ...raw }),
    onChange: (key, before, after) => changes.push(`${before ? '-' : ''}${after ? '+' : ''}${key}`),
    onStatus: (now) => states.push(now),
    timing: { ...TIMING, firstRetryMs: 1, maxRetryMs: 5, maxForbiddenRetryMs: 5, ...timing },
  })
  onTestFinished(() => follower.stop())
  return { follower, asked, changes, states }
}

const SOON = { timeout: 10_000, interval: 5 }

test('a list whose pages end in the middle is begun anew, and nothing of it stays', async () => {
  const { follower, asked, changes } = start([{ items: [thing('x')], version: '5', continue: 'p2' }, gone(), { items: [thing('y')], version: '9' }], [])
  await expect.poll(() => asked, SOON).toEqual(['list', 'list p2', 'list', 'watch 9'])
  expect([...follower.objects().keys()]).toEqual(['a/y'])
  expect(changes).toEqual(['+a/y'])
})

test.each<[string, Watch]>([
  ['an event', [{ type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } }]],
  ['the answer', gone()],
])('a version of which %s says that it is too old leads to a list, which keeps what did not change', async (_, watch) => {
  const first = [thing('same'), thing('other'), thing('gone')]
  const { follower, asked, changes, states } = start([{ items: first }, { items: [thing('same'), thing('other', '2')], version: '20' }], [watch])
  await expect.poll(() => states.at(-1)?.isListed, SOON).toBe(true)
  const same = follower.objects().get('a/same')
  await expect.poll(() => asked, SOON).toEqual(['list', 'watch 10', 'list', 'watch 20'])
  expect(follower.objects().get('a/same')).toBe(same)
  expect(changes.slice(3)).toEqual(['-+a/other', '-a/gone'])
  expect(states.map(({ state }) => state)).not.toContain('away')
})

test('an object that was made anew under its name is another one', async () => {
  const anew = { metadata: { ...thing('x').metadata, uid: 'second' } }
  const { follower } = start([{ items: [thing('x')] }, { items: [anew] }], [gone()])
  await expect.poll(() => follower.objects().get('a/x')?.metadata.uid, SOON).toBe('second')
})

test('it goes on from the last event or bookmark', async () => {
  const events: WatchEvent[] = [
    { type: 'ADDED', object: thing('x', '11') as never },
    { type: 'DELETED', object: thing('x', '12') as never },
    { type: 'DELETED', object: thing('never', '13') as never },
    { type: 'BOOKMARK', object: thing('', '40') as never },
  ]
  const { asked, changes } = start([{ items: [] }], [events, new KubeError(0, 'NoAnswer', 'away')])
  await expect.poll(() => asked, SOON).toEqual(['list', 'watch 10', 'watch 40', 'watch 40'])
  expect(changes).toEqual(['+a/x', '-a/x'])
})

test('watches that end as soon as they begin are not begun without a pause', async () => {
  const { asked } = start([{ items: [] }], Array.from({ length: 100 }, (): Watch => []), { firstRetryMs: 50, maxRetryMs: 60_000, random: () => 1 })
  await vi.waitFor(() => expect(asked.length).toBe(4), SOON)
  // 50, 100 and 200 ms were waited before the fourth; 400 more before the next.
  expect(asked).toEqual(['list', 'watch 10', 'watch 10', 'watch 10'])
})

test('who is refused again and again is forbidden, and stays so until an answer comes', async () => {
  const refusals = [refused(), refused(), refused(), refused()]
  const { follower, asked, states } = start([...refusals, { items: [thing('x')] }], [])
  await expect.poll(() => follower.status().state, SOON).toBe('following')
  expect(asked).toEqual(['list', 'list', 'list', 'list', 'list', 'watch 10'])
  // Rights that were given a moment ago may not be known everywhere yet, so the first refusals do not count.
  const message = 'things is forbidden'
  expect(states).toMatchObject([
    { state: 'listing', message, isListed: false },
    { state: 'forbidden', message, isListed: false },
    { state: 'forbidden', message, isListed: true },
    { state: 'following', message: null, isListed: true },
  ])
  expect(states[2]!.since).toBe(states[1]!.since)
})

test('what it holds stays when it is refused later', async () => {
  const { follower } = start([{ items: [thing('x')] }], [refused(), refused(), refused(), refused()], { firstRetryMs: 60_000, maxForbiddenRetryMs: 60_000 })
  await expect.poll(() => follower.status(), SOON).toMatchObject({ state: 'forbidden', isListed: true })
  expect([...follower.objects().keys()]).toEqual(['a/x'])
})

test('a stop ends a wait', async () => {
  const { follower } = start([new KubeError(0, 'NoAnswer', 'away')], [], { firstRetryMs: 60_000, maxRetryMs: 60_000 })
  await expect.poll(() => follower.status().state, SOON).toBe('away')
  await follower.stop()
  expect(follower.status().message).toBe('away')
})
