import { BlockList, isIP } from 'node:net'

const familyOf = (text: string) => (isIP(text) === 6 ? 'ipv6' : 'ipv4')

function listOf(cidr: string): BlockList | null {
  const slash = cidr.lastIndexOf('/')
  const address = slash === -1 ? cidr : cidr.slice(0, slash)
  const bits = slash === -1 ? (isIP(address) === 6 ? 128 : 32) : Number(cidr.slice(slash + 1))
  if (isIP(address) === 0 || !Number.isInteger(bits)) return null
  const list = new BlockList()
  try {
    list.addSubnet(address, bits, familyOf(address))
  } catch {
    return null
  }
  return list
}

const lists = new Map<string, BlockList | null>()

function listFor(cidr: string): BlockList | null {
  const known = lists.get(cidr)
  if (known !== undefined) return known
  if (lists.size > 10_000) lists.clear()
  const made = listOf(cidr)
  lists.set(cidr, made)
  return made
}

/** Whether an address lies in a CIDR of its own family. What is neither lies in none. */
export function isInCidr(cidr: string, ip: string): boolean {
  const isSix = cidr.includes(':')
  return isIP(ip) === (isSix ? 6 : 4) && listFor(cidr)?.check(ip, familyOf(ip)) === true
}

/** Whether an address lies in a block and in none of its exceptions (networking.k8s.io/v1 IPBlock). */
export const isInBlock = ({ cidr, except = [] }: { cidr: string; except?: string[] }, ip: string): boolean =>
  isInCidr(cidr, ip) && !except.some((one) => isInCidr(one, ip))
