import { trimmed } from './trim.ts'

/** What Connection says (RFC 9110 §7.6.1). `names`: fields that end here, in lower case; null: none besides those that always do. */
export type Options = { close: boolean; keepAlive: boolean; upgrade: boolean; names: ReadonlySet<string> | null }

export const NO_OPTIONS: Options = { close: false, keepAlive: false, upgrade: false, names: null }

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/
const ENDS_HERE_ANYWAY: ReadonlySet<string> = new Set(['close', 'keep-alive', 'upgrade', 'te', 'proxy-connection', 'transfer-encoding'])

/** What a peer must not have removed by naming it: access rules of the target read it, or it frames the body. */
const isPinned = (name: string): boolean =>
  name === 'authorization' || name === 'cookie' || name === 'content-length' || name.startsWith('x-forwarded-')

function parse(value: string): Options | null {
  const listed = value.toLowerCase().split(',').map(trimmed).filter((option) => option !== '')
  if (!listed.every((option) => TOKEN.test(option))) return null
  const names = listed.filter((name) => !ENDS_HERE_ANYWAY.has(name) && !isPinned(name))
  return {
    close: listed.includes('close'),
    keepAlive: listed.includes('keep-alive'),
    upgrade: listed.includes('upgrade'),
    names: names.length === 0 ? null : new Set(names),
  }
}

// Nearly all that is ever sent; the set is closed, so that no peer can fill a cache.
const COMMON: ReadonlyMap<string, Options> = new Map(
  [
    'keep-alive', 'Keep-Alive', 'close', 'Close', 'upgrade', 'Upgrade', 'keep-alive, Upgrade', 'keep-alive, upgrade', 'TE',
    'keep-alive, TE',
  ].map((value) => [value, parse(value)!]),
)

/** @returns null if the value is not a list of tokens */
export const connectionOptions = (value: string): Options | null => COMMON.get(value) ?? parse(value)

/** Field lines without those that have one of the names. */
export function withoutNames(lines: string, names: ReadonlySet<string>): string {
  let kept = ''
  for (let from = 0; from < lines.length; ) {
    const next = lines.indexOf('\n', from) + 1
    if (!names.has(lines.slice(from, lines.indexOf(':', from)).toLowerCase())) kept += lines.slice(from, next)
    from = next
  }
  return kept
}
