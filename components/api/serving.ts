import type { Client } from './client.ts'
import type { ProxyState, Status } from './types.ts'

export type Serving =
  | { state: 'publishing' | 'serving'; serving: number; proxies: number }
  | { state: 'failed'; serving: number; proxies: number; reason: string }
  /** Stored, but no proxy is connected or not all have answered in time. */
  | { state: 'waiting'; serving: number; proxies: number }

const serves = (proxy: ProxyState, revision: number) => proxy.state !== 'failed' && proxy.revision >= revision

/** How far a revision has come. */
export function servingOf(status: Status, revision: number): Serving {
  const proxies = status.proxies.filter((proxy) => proxy.state !== 'draining')
  const counts = { serving: proxies.filter((proxy) => serves(proxy, revision)).length, proxies: proxies.length }
  const failed = proxies.find((proxy) => proxy.state === 'failed' && proxy.revision < revision)
  if (failed) return { state: 'failed', ...counts, reason: failed.message ?? '' }
  if (counts.proxies > 0 && counts.serving === counts.proxies) return { state: 'serving', ...counts }
  return { state: 'publishing', ...counts }
}

const GIVE_UP_MS = 10_000

/** Reports until every proxy serves the revision, one has failed, or ten seconds are over. */
export async function waitServing(client: Client, revision: number, report: (serving: Serving) => void, signal: AbortSignal): Promise<Serving> {
  const end = Date.now() + GIVE_UP_MS
  for (;;) {
    const status = await client.get<Status>('/status', { query: { waitFor: revision, timeoutMs: 2000 }, signal })
    const serving = servingOf(status, revision)
    if (serving.state === 'serving' || serving.state === 'failed') return serving
    if (serving.proxies === 0 || Date.now() > end) return { ...serving, state: 'waiting' }
    report(serving)
  }
}
