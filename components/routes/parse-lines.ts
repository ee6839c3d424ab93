import type { PathMatch } from '#lib/model/route.ts'
import type { PeerRow } from './route-values.ts'

/** A pasted line as a path: `/api`, `=/api` (exact), `~/a.c` (regex), `/api*` (plain start). */
export function parsePath(line: string): { type: PathMatch['type']; value: string } {
  const text = line.trim()
  const path = text.replace(/^https?:\/\/[^/]*(?=\/|$)/, '') || '/'
  if (text.startsWith('~')) return { type: 'regex', value: text.slice(1).replace(/^\*?\s*/, '') }
  if (text.startsWith('=')) return { type: 'exact', value: text.slice(1).trim() }
  if (path.endsWith('*')) return { type: 'startsWith', value: path.slice(0, -1) }
  return { type: 'prefix', value: path }
}

/** A pasted line as a host: the host of a URL, or the line itself. */
export const parseHost = (line: string): string => line.trim().replace(/^https?:\/\//, '').replace(/[/?#].*$/, '')

/** A pasted line as an address, a port, or both: `10.0.0.0/8`, `10.0.0.1:80`, `[::1]:80`, `*:80`, `:80`. */
export function parsePeer(line: string): PeerRow {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(line.trim())
  if (!match) return { ip: line.trim().replace(/^\[|\]$/g, ''), port: undefined }
  const ip = match[1] ?? match[2]!
  return { ip: ip === '*' ? '' : ip, port: Number(match[3]) }
}
