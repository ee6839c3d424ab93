import { expect, test } from 'vitest'
import { servingByDigest, servingOf } from './serving.ts'
import type { ProxyState, Status } from './types.ts'

const proxy = (revision: number, state: ProxyState['state'] = 'serving', message?: string): ProxyState => ({
  id: `p${revision}`, revision, state, lastSeenAt: '2026-01-01T00:00:00Z', ...(message ? { message } : {}),
})
const status = (...proxies: ProxyState[]): Status => ({ workspace: 'default', revision: 7, proxies, diagnostics: { errors: 0, warnings: 0 } })

test.each([
  ['all serve it', status(proxy(7), proxy(8)), { state: 'serving', serving: 2, proxies: 2 }],
  ['one is behind', status(proxy(7), proxy(6)), { state: 'publishing', serving: 1, proxies: 2 }],
  ['one failed', status(proxy(7), proxy(6, 'failed', 'bad table')), { state: 'failed', serving: 1, proxies: 2, reason: 'bad table' }],
  ['a draining one does not count', status(proxy(7), proxy(5, 'draining')), { state: 'serving', serving: 1, proxies: 1 }],
  ['none is connected', status(), { state: 'publishing', serving: 0, proxies: 0 }],
])('%s', (_, input, expected) => expect(servingOf(input, 7)).toEqual(expected))

const holding = (digest: string | null, state: ProxyState['state'] = 'serving'): ProxyState => ({ ...proxy(0, state, 'bad table'), digest })
const newest = (...proxies: ProxyState[]): Status => ({ ...status(...proxies), digest: 'new' })

test.each([
  ['all have it', newest(holding('new'), holding('new')), { state: 'serving', serving: 2, proxies: 2 }],
  ['one has an older one', newest(holding('new'), holding('old')), { state: 'publishing', serving: 1, proxies: 2 }],
  ['one has nothing yet', newest(holding(null)), { state: 'publishing', serving: 0, proxies: 1 }],
  ['nobody knows the newest', { ...newest(holding(null)), digest: null }, { state: 'publishing', serving: 0, proxies: 1 }],
  ['one keeps the old one, since it cannot take the new one', newest(holding('old', 'failed')), { state: 'failed', serving: 0, proxies: 1, reason: 'bad table' }],
])('in a cluster: %s', (_, input, expected) => expect(servingByDigest(input)).toEqual(expected))
