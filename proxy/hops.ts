import { isIP, SocketAddress } from 'node:net'

/** One hop before us, as it was named by the next one. */
export type Hop = {
  /** Null: it has no address that we could use (RFC 7239 §6.2, §6.3). */
  address: string | null
  /** What goes on into X-Forwarded-For. */
  node: string
}

/** A hop of Forwarded. */
export type ForwardedHop = Hop & { text: string; proto: string; host: string }

/** More hops than any real way has; what is left of them is not read. */
const MAX_HOPS = 32
const MAX_NODE = 64
const MAX_ELEMENT = 512

const WITH_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|(\d+\.\d+\.\d+\.\d+))(?::(?:\d{1,5}|_[A-Za-z0-9._-]+))?$/
const HIDDEN = /^(?:unknown|_[A-Za-z0-9._-]+)(?::(?:\d{1,5}|_[A-Za-z0-9._-]+))?$/i

/** An IPv4 address without its IPv6 form; other text as it is. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address

/** One text for one address: an IPv6 address can be written in many ways, IPv4 among them. */
const canonical = (address: string): string =>
  address.includes(':') ? plainAddress(new SocketAddress({ address, family: 'ipv6' }).address) : address

/** A node (RFC 7239 §6): its address without port and brackets, null where it hides; undefined: it is none. */
function readNode(text: string): string | null | undefined {
  if (text.length > MAX_NODE || text.includes('%')) return undefined
  if (isIP(text) !== 0) return canonical(text)
  const match = WITH_PORT.exec(text)
  if (!match) return HIDDEN.test(text) ? null : undefined
  const address = match[1] ?? match[2]!
  return isIP(address) === (match[1] === undefined ? 4 : 6) ? canonical(address) : undefined
}

/** The hops of X-Forwarded-For, the nearest first. What is left of an entry that is no address is not read, nor is that entry. */
export function readForwardedFor(list: string): Hop[] {
  const hops: Hop[] = []
  for (let end = list.length; end >= 0 && hops.length < MAX_HOPS; ) {
    const comma = end === 0 ? -1 : list.lastIndexOf(',', end - 1)
    const text = list.slice(comma + 1, end).trim()
    end = comma
    if (text === '') continue
    const node = text.replace(/^"(.*)"$/, '$1')
    const address = readNode(node)
    if (address === undefined) break
    hops.push({ address, node })
  }
  return hops
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const PAIR = `${TOKEN}=(?:${TOKEN}|"(?:[^"\\\\]|\\\\.)*")`
const ELEMENT = new RegExp(`^${PAIR}(?:[ \\t]*;[ \\t]*${PAIR})*;?$`)
const EACH_PAIR = new RegExp(`(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")`, 'g')

/** An element of Forwarded (RFC 7239 §4); null: it is none. */
function readElement(text: string): ForwardedHop | null {
  if (!ELEMENT.test(text)) return null
  const values = new Map<string, string>()
  for (const [, name, token, quoted] of text.matchAll(EACH_PAIR)) {
    const key = name!.toLowerCase()
    if (values.has(key)) return null
    values.set(key, token ?? quoted!.replace(/\\(.)/g, '$1'))
  }
  const given = values.get('for')
  const address = given === undefined ? null : readNode(given)
  if (address === undefined) return null
  return { address, node: address ?? 'unknown', text, proto: values.get('proto') ?? '', host: values.get('host') ?? '' }
}

/**
 * The hops of Forwarded, the nearest first. It is read from its end: a quote that a client leaves open must not take in what
 * the hops behind it have added.
 */
export function readForwarded(value: string): ForwardedHop[] {
  const hops: ForwardedHop[] = []
  for (let end = value.length; end >= 0 && hops.length < MAX_HOPS; ) {
    let comma = end
    let hop: ForwardedHop | null = null
    // A comma may stand inside a quoted string; then what is right of it alone is no element.
    do {
      comma = comma === 0 ? -1 : value.lastIndexOf(',', comma - 1)
      const text = value.slice(comma + 1, end).trim()
      if (text === '') break
      if (text.length > MAX_ELEMENT) return hops
      hop = readElement(text)
    } while (hop === null && comma >= 0)
    if (hop) hops.push(hop)
    else if (value.slice(comma + 1, end).trim() !== '') return hops
    end = comma
  }
  return hops
}
