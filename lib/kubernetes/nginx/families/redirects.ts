import { Redirect } from '#lib/model/filters/redirect.ts'
import type { Family, FilterInput, Reader } from '../reader.ts'

/** Where the path of the request goes on: `$request_uri` at the end, and before it `$scheme` and `$host` or texts. */
const WITH_REQUEST = /^(https?|\$scheme):\/\/(\$(?:http_)?host|[a-z0-9.-]+)(?::(\d{1,5}))?\$request_uri$/i

function place(url: string): Omit<FilterInput, 'type'> | null {
  const [, scheme, host, port] = WITH_REQUEST.exec(url) ?? []
  if (scheme === undefined) return url.includes('$') ? null : { url }
  const parts = {
    ...(scheme.startsWith('$') ? {} : { scheme: scheme.toLowerCase() }),
    ...(host!.startsWith('$') ? {} : { hostname: host }),
    ...(port === undefined ? {} : { port: Number(port) }),
  }
  return Object.keys(parts).length > 0 ? parts : null
}

function read({ draft, text, int, closes }: Reader, name: string, fallback: number): boolean {
  const url = text(name)
  if (!url) return false
  const code = int(`${name}-code`, 301, 308) ?? fallback
  const filter = { type: 'redirect', ...place(url), statusCode: code }
  const problem = place(url) === null ? 'Variables of nginx are read as $scheme://$host$request_uri alone' : Redirect.safeParse(filter).error?.issues[0]?.message
  // Who leads requests elsewhere does not want them here.
  if (problem !== undefined) closes(name, problem)
  else draft.filters.push({ by: name, filter: filter as FilterInput })
  return true
}

/** An answer with another address in place of the target's; the temporal one comes first (ingress-nginx annotations/redirect). */
export const REDIRECTS: Family = {
  names: ['temporal-redirect', 'temporal-redirect-code', 'permanent-redirect', 'permanent-redirect-code'],
  read(reader) {
    if (read(reader, 'temporal-redirect', 302)) {
      if (reader.text('permanent-redirect')) reader.unserved('permanent-redirect', 'temporal-redirect takes its place')
    } else read(reader, 'permanent-redirect', 301)
  },
}
