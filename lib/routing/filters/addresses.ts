/** An IPv4 address as an unsigned number; -1: the text is none. It is read by hand: each request asks for it. */
export function ipv4Number(text: string): number {
  let value = 0
  let part = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return -1
      part = part === -1 ? digit : part * 10 + digit
      if (part > 255) return -1
    } else {
      if (digit !== -2 || part === -1 || ++dots > 3) return -1
      value = value * 256 + part
      part = -1
    }
  }
  return dots === 3 && part !== -1 ? value * 256 + part : -1
}

/** Groups of hexadecimal digits, the last of which may be an IPv4 address; null: something else is among them. */
function readGroups(text: string): number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [place, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else {
      const last = place === parts.length - 1 ? ipv4Number(part) : -1
      if (last === -1) return null
      groups.push(Math.floor(last / 65_536), last % 65_536)
    }
  }
  return groups
}

/**
 * An IPv6 address (RFC 4291 §2.2) as eight code units, one for each group, so that texts compare as the addresses do; null:
 * the text is none. A zone (`%eth0`) is no part of it.
 */
export function ipv6Units(text: string): string | null {
  const zone = text.indexOf('%')
  const halves = (zone === -1 ? text : text.slice(0, zone)).split('::')
  if (halves.length > 2) return null
  const head = readGroups(halves[0]!)
  const tail = halves.length === 2 ? readGroups(halves[1]!) : []
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  // An IPv4 address ends the whole, not the half before "::".
  if (halves.length === 2 ? missing < 1 || halves[0]!.includes('.') : missing !== 0) return null
  return String.fromCharCode(...head) + '\0'.repeat(missing) + String.fromCharCode(...tail)
}

const MAPPED = '\0\0\0\0\0\uffff'

/** The IPv4 address inside of an IPv6 one (RFC 4291 §2.5.5.2); -1: there is none. */
export const mappedNumber = (units: string): number =>
  units.startsWith(MAPPED) ? units.charCodeAt(6) * 65_536 + units.charCodeAt(7) : -1

/** The length of a prefix; -1: the text is none. @param most bits of an address */
export function prefixLength(text: string, most: 32 | 128): number {
  const length = /^(?:0|[1-9]\d{0,2})$/.test(text) ? Number(text) : -1
  return length <= most ? length : -1
}
