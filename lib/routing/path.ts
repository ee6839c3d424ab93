// RFC 3986 §2.2 reserved, and "%": a triplet of one of these means something else than the character (Kong tools/uri.lua).
const RESERVED = new Set([..."!*'();:@&=+$,/?%#[]"].map((char) => char.charCodeAt(0)))
const PLAIN = /^\/(?![/.])(?:[A-Za-z0-9_~!$&'()*+,;=:@-]|\.(?![./]|$)|\/(?![/.]))*$/
/**
 * How paths are compared. `reserved`: percent triplets of reserved characters stay, in capitals. `decoded`: every triplet
 * is decoded, as nginx does.
 */
export type PathForm = 'reserved' | 'decoded'

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Splits a request target in origin form at its first "?"; `query` keeps the "?". */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?', 1)
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark) }
}

/** A byte that is not decoded. Where a "%" may be itself, half a surrogate pair stands for it. */
const kept = (byte: number, form: PathForm): string =>
  form === 'decoded' ? String.fromCharCode(0xdc00 + byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

function decodeRun(run: string, form: PathForm): string {
  const bytes: number[] = []
  for (let at = 0; at < run.length; at += 3) bytes.push(Number.parseInt(run.slice(at + 1, at + 3), 16))
  let text = ''
  let pending: number[] = []
  const flush = () => {
    if (pending.length === 0) return
    try {
      text += UTF8.decode(Uint8Array.from(pending))
    } catch {
      text += pending.map((byte) => kept(byte, form)).join('')
    }
    pending = []
  }
  for (const byte of bytes) {
    if (byte >= 0x80) {
      pending.push(byte)
      continue
    }
    flush()
    // Controls stay escaped: decoded, they could not be written on the wire or into a log.
    const keep = (form === 'reserved' && RESERVED.has(byte)) || byte < 0x20 || byte === 0x7f
    text += keep ? kept(byte, form) : String.fromCharCode(byte)
  }
  flush()
  return text
}

function removeDotSegments(path: string): string {
  const out: string[] = []
  const segments = path.split('/')
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1
    if (segment === '..') {
      if (out.length > 1) out.pop()
      if (last) out.push('')
    } else if (segment === '.') {
      if (last) out.push('')
    } else {
      out.push(segment)
    }
  })
  return out.join('/')
}

/**
 * The form in which paths are compared: percent triplets decoded (but reserved ones, in that form), "." and ".." removed
 * after decoding, slashes merged (Kong §1.1; RFC 3986 §6.2.2; nginx). Bytes that are no UTF-8 stay escaped.
 */
export function normalisePath(path: string, form: PathForm = 'reserved'): string {
  if (PLAIN.test(path)) return path
  // A raw byte ≥ 0x80 arrives as one latin1 character; escape it, so that it is decoded with its neighbours.
  // A stray "%" becomes "%25": with its neighbours decoded it could form a new triplet.
  const ascii = path.replace(/[\x80-\xff]/g, (char) => `%${char.charCodeAt(0).toString(16)}`).replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
  const decoded = ascii.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeRun(run, form))
  const merged = decoded.replace(/\/{2,}/g, '/')
  return removeDotSegments(merged.startsWith('/') ? merged : `/${merged}`)
}

/** A path that a person typed, in the form in which requests are compared: its letters are text, not bytes. */
export const normaliseTypedPath = (path: string, form: PathForm = 'reserved'): string =>
  normalisePath(path.toWellFormed().replace(/\P{ASCII}+/gu, (text) => encodeURIComponent(text)), form)

const UNSAFE: Record<PathForm, RegExp> = {
  reserved: /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]/gu,
  decoded: /[^A-Za-z0-9\-._~!$&'()*+,;=:@/[\]]/gu,
}

const escapeChar = (char: string): string => {
  const unit = char.charCodeAt(0)
  return char.length === 1 && unit >= 0xdc00 && unit <= 0xdcff ? `%${(unit - 0xdc00).toString(16).toUpperCase().padStart(2, '0')}` : encodeURIComponent(char.toWellFormed())
}

/** A normalised path as it goes on the wire: everything that RFC 3986 `pchar` does not allow is escaped again, but brackets (Kong). */
export const escapePath = (path: string, form: PathForm = 'reserved'): string => path.replace(UNSAFE[form], escapeChar)

const UNSAFE_IN_QUERY: Record<PathForm, RegExp> = { reserved: /[^A-Za-z0-9\-._~!$'()*,:@/%]/gu, decoded: /[^A-Za-z0-9\-._~!$'()*,:@/]/gu }

/** A part of a normalised path as the value of a query argument: nothing in it ends the value or begins another one. */
export const escapeAsQuery = (part: string, form: PathForm): string => part.replace(UNSAFE_IN_QUERY[form], escapeChar)

/** A query as an operator wrote it, with what cannot stand on the wire escaped. */
export const escapeQuery = (query: string): string => query.replace(/[^\x21\x22\x24-\x7e]+/gu, (text) => encodeURIComponent(text.toWellFormed()))

/**
 * A path without "." and "..": left out, not resolved. They come to be where what a rule takes off or puts in meets the
 * rest, and must not climb out of what the rule puts first (Kong `sanitize_uri_postfix`).
 */
export const withoutDotSegments = (path: string): string => (path.includes('/.') ? path.replace(/\/\.{1,2}(?=\/|$)/g, '') || '/' : path)
