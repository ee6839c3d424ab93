import type { TesterHttpRequest, UpstreamRequest } from './explanation.ts'

export type Change = 'same' | 'added' | 'changed' | 'removed'
export type HeaderChange = { name: string; change: Change; before?: string; after?: string }
export type UrlPart = { part: 'scheme' | 'host' | 'path' | 'query'; text: string; changed: boolean }

/** By hand: the URL class would resolve dot segments that the proxy sees. */
function splitUrl(url: string): Record<UrlPart['part'], string> {
  const [, scheme = '', host = '', path = '', query = ''] = /^(https?:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?/i.exec(url) ?? []
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), path: path || '/', query }
}

/** The upstream URL in parts, each with whether it differs from the client's. */
export function urlChanges(client: string, upstream: string): UrlPart[] {
  const before = splitUrl(client)
  const after = splitUrl(upstream)
  return (['scheme', 'host', 'path', 'query'] as const)
    .map((part) => ({ part, text: after[part], changed: before[part] !== after[part] }))
    .filter(({ text }) => text !== '')
}

/** Every header of either request: what the proxy adds, changes, removes or leaves. Names in lower case. */
export function headerChanges(client: TesterHttpRequest, upstream: UpstreamRequest): HeaderChange[] {
  const sent = Object.entries(client.headers).map(([name, values]) => [name.toLowerCase(), [values].flat().join(', ')] as const)
  const before = new Map([['host', splitUrl(client.url).host], ...sent])
  const after = new Map(Object.entries(upstream.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const kept = [...before].map(([name, value]): HeaderChange => {
    const now = after.get(name)
    if (now === undefined) return { name, change: 'removed', before: value }
    return now === value ? { name, change: 'same', before: value, after: now } : { name, change: 'changed', before: value, after: now }
  })
  const added = [...after].filter(([name]) => !before.has(name))
  return [...kept, ...added.map(([name, value]): HeaderChange => ({ name, change: 'added', after: value }))]
}
