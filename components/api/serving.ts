import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { Client } from './client.ts'
import type { ProxyState, Status } from './types.ts'

export type Serving =
  | { state: 'publishing' | 'serving'; serving: number; proxies: number }
  | { state: 'failed'; serving: number; proxies: number; reason: string }
  /** Stored, but no proxy is connected or not all have answered in time. */
  | { state: 'waiting'; serving: number; proxies: number }
  /** Written for another controller to serve: what it published in the status of the Ingress; no address: nothing yet. */
  | { state: 'elsewhere'; serving: 0; proxies: 0; controller: string | null; address: string | null }

type Judge = { serves: (proxy: ProxyState) => boolean; failed: (proxy: ProxyState) => boolean }

function judged(status: Status, { serves, failed }: Judge): Serving {
  const proxies = status.proxies.filter((proxy) => proxy.state !== 'draining')
  const counts = { serving: proxies.filter(serves).length, proxies: proxies.length }
  const refusing = proxies.find(failed)
  if (refusing) return { state: 'failed', ...counts, reason: refusing.message ?? '' }
  if (counts.proxies > 0 && counts.serving === counts.proxies) return { state: 'serving', ...counts }
  return { state: 'publishing', ...counts }
}

/** How far a revision has come. */
export const servingOf = (status: Status, revision: number): Serving =>
  judged(status, {
    serves: (proxy) => proxy.state !== 'failed' && proxy.revision >= revision,
    failed: (proxy) => proxy.state === 'failed' && proxy.revision < revision,
  })

/** Whether a proxy has the newest configuration of a cluster: digests tell, since a proxy counts what it saw and not revisions. */
export const hasNewest = ({ digest }: ProxyState, status: Pick<Status, 'digest'>): boolean => typeof digest === 'string' && digest === status.digest

/** How far the newest configuration of a cluster has come. */
export const servingByDigest = (status: Status): Serving =>
  judged(status, {
    serves: (proxy) => proxy.state !== 'failed' && hasNewest(proxy, status),
    failed: (proxy) => proxy.state === 'failed' && !hasNewest(proxy, status),
  })

/** How far the newest configuration has come. */
export const servingNow = (status: Status, isCluster: boolean): Serving => (isCluster ? servingByDigest(status) : servingOf(status, status.revision))

const GIVE_UP_MS = 10_000
const LOOK_AGAIN_MS = 150
/** For so long a proxy may still be said to fail with what it was given before. */
const OLD_WORD_MS = 2000

type Wait = { client: Client; report: (serving: Serving) => void; signal: AbortSignal }

/** Reports until every proxy serves the revision, one has failed, or ten seconds are over. */
export async function waitServing({ client, report, signal }: Wait, revision: number): Promise<Serving> {
  const end = Date.now() + GIVE_UP_MS
  for (;;) {
    const status = await client.get<Status>('/status', { query: { waitFor: revision, timeoutMs: 2000 }, signal })
    const serving = servingOf(status, revision)
    if (serving.state === 'serving' || serving.state === 'failed') return serving
    if (serving.proxies === 0 || Date.now() > end) return { ...serving, state: 'waiting' }
    report(serving)
  }
}

/** The same of what a cluster holds now. */
export async function waitDigest({ client, report, signal }: Wait): Promise<Serving> {
  const began = Date.now()
  for (;;) {
    const serving = servingByDigest(await client.get<Status>('/status', { signal }))
    const passed = Date.now() - began
    if (serving.state === 'serving') return serving
    if (serving.state === 'failed' && passed > OLD_WORD_MS) return serving
    if (serving.proxies === 0 || passed > GIVE_UP_MS) return serving.state === 'failed' ? serving : { ...serving, state: 'waiting' }
    if (serving.state !== 'failed') report(serving)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

type PublishedIngress = { namespace: string; name: string; controller: string | null; addresses: string[] }

/** In a workspace that is written only: reports until the status of the Ingress has an address, or ten seconds are over. */
export async function waitAddress({ client, report, signal }: Wait, ingress: KubernetesRef | undefined): Promise<Serving> {
  const end = Date.now() + GIVE_UP_MS
  const nobody: Serving = { state: 'elsewhere', serving: 0, proxies: 0, controller: null, address: null }
  if (!ingress) return nobody
  for (;;) {
    const { items } = await client.get<{ items: PublishedIngress[] }>('/cluster/ingresses', { query: { q: `${ingress.namespace}/${ingress.name}` }, signal })
    const found = items.find(({ namespace, name }) => namespace === ingress.namespace && name === ingress.name)
    const serving: Serving = { ...nobody, controller: found?.controller ?? null, address: found?.addresses[0] ?? null }
    if (serving.address !== null || Date.now() > end) return serving
    report(serving)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS * 4))
  }
}
