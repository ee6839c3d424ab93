import { ipv4Number, ipv6Units, mappedNumber, prefixLength } from './addresses.ts'

type Range<T> = { first: T; last: T }

/** Whether a value lies in one of the ranges, which stand in order and do not meet. */
function isWithin<T>(ranges: readonly Range<T>[], value: T): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]!.last < value) low = middle + 1
    else high = middle
  }
  return low < ranges.length && ranges[low]!.first <= value
}

/** In order, those that overlap as one. */
function merged<T>(ranges: Range<T>[]): Range<T>[] {
  const result: Range<T>[] = []
  for (const range of ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const before = result.at(-1)
    if (before === undefined || before.last < range.first) result.push({ ...range })
    else if (before.last < range.last) before.last = range.last
  }
  return result
}

function ipv4Range(value: number, length: number): Range<number> {
  const size = 2 ** (32 - length)
  const first = value - (value % size)
  return { first, last: first + size - 1 }
}

function ipv6Range(units: string, length: number): Range<string> {
  const bound = (rest: (hostBits: number) => (unit: number) => number) =>
    String.fromCharCode(...Array.from(units, (unit, place) => rest(Math.min(16, Math.max(0, 16 * (place + 1) - length)))(unit.charCodeAt(0))))
  return {
    first: bound((hostBits) => (unit) => (unit >>> hostBits) << hostBits),
    last: bound((hostBits) => (unit) => unit | (2 ** hostBits - 1)),
  }
}

/**
 * Whether an address is in a list of addresses and CIDRs, of either family. An IPv4 address in its IPv6 form counts as the
 * IPv4 address, in the list (`::ffff:10.0.0.0/104`) as in what is asked; no other IPv6 CIDR takes in an IPv4 address. What is
 * no address is in no list. Bits behind the prefix do not count.
 * @param list checked before (`IpOrCidr` of the model)
 * @throws {TypeError} naming the first that is neither
 */
export function cidrSet(list: readonly string[]): (address: string) => boolean {
  const four: Range<number>[] = []
  const six: Range<string>[] = []
  for (const cidr of list) {
    const [address, bits, more] = cidr.split('/') as [string, string?, string?]
    const plain = ipv4Number(address)
    const units = plain === -1 ? ipv6Units(address) : null
    const most = plain === -1 ? 128 : 32
    const length = bits === undefined ? most : prefixLength(bits, most)
    if ((plain === -1 && units === null) || length === -1 || more !== undefined) throw new TypeError(`"${cidr}" is neither an address nor a CIDR`)
    if (units === null) four.push(ipv4Range(plain, length))
    else if (length >= 96 && mappedNumber(units) !== -1) four.push(ipv4Range(mappedNumber(units), length - 96))
    else six.push(ipv6Range(units, length))
  }
  const fours = merged(four)
  const sixes = merged(six)
  return (address) => {
    const plain = ipv4Number(address)
    if (plain !== -1) return isWithin(fours, plain)
    const units = ipv6Units(address)
    if (units === null) return false
    const mapped = mappedNumber(units)
    return mapped === -1 ? isWithin(sixes, units) : isWithin(fours, mapped)
  }
}
