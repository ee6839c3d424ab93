import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'

export type Family = 4 | 6

/** What this machine knows of names without asking, and how it asks. */
export type Surroundings = {
  hosts: ReadonlyMap<string, readonly string[]>
  search: readonly string[]
  ndots: number
  /** The families that can be reached, the preferred one first. */
  families: readonly Family[]
  /** Text of resolv.conf: servers and options that the resolver itself reads. */
  resolvConf: string
}

const linesOf = (text: string): string[][] =>
  text.split('\n').map((line) => line.replace(/[#;].*/, '').trim().split(/\s+/)).filter((words) => words[0] !== '')

/** The names of a hosts file, in lower case (hosts(5)). */
export function parseHosts(text: string): Map<string, string[]> {
  const hosts = new Map<string, string[]>()
  for (const [address, ...names] of linesOf(text)) {
    if (isIP(address!) === 0) continue
    for (const name of names) {
      const key = name.toLowerCase()
      const known = hosts.get(key)
      if (!known) hosts.set(key, [address!])
      else if (!known.includes(address!)) known.push(address!)
    }
  }
  return hosts
}

/** The search list and ndots of a resolv.conf; of `search` and `domain` the last one counts (resolv.conf(5)). */
export function parseResolvConf(text: string): { search: string[]; ndots: number } {
  let search: string[] = []
  let ndots = 1
  for (const [keyword, ...words] of linesOf(text)) {
    if (keyword === 'search' || keyword === 'domain') search = words.map((word) => word.replace(/\.$/, '')).filter(Boolean)
    const given = keyword === 'options' ? words.findLast((word) => /^ndots:\d+$/.test(word)) : undefined
    if (given) ndots = Math.min(Number(given.slice('ndots:'.length)), 15)
  }
  return { search, ndots }
}

/** The full names to ask for, in this order (resolv.conf(5), ndots). A name that ends in a dot is full. */
export function candidatesOf(host: string, { search, ndots }: Pick<Surroundings, 'search' | 'ndots'>): string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)]
  const extended = search.map((domain) => `${host}.${domain}`)
  return host.split('.').length - 1 >= ndots ? [host, ...extended] : [...extended, host]
}

/** Like AI_ADDRCONFIG of getaddrinfo(3); IPv4 goes first where there is a way out with it. */
export function familiesOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): Family[] {
  const addresses = Object.values(interfaces).flatMap((list) => list ?? [])
  const isOut = ({ internal, address }: NetworkInterfaceInfo) => !internal && !address.startsWith('fe80:')
  const ofFamily = (family: 'IPv4' | 'IPv6') => addresses.filter((address) => address.family === family)
  if (ofFamily('IPv6').length === 0) return [4]
  return ofFamily('IPv6').some(isOut) && !ofFamily('IPv4').some(isOut) ? [6, 4] : [4, 6]
}

/** Reads it all anew. A file that is not there says nothing. */
export async function readSurroundings(files: { hosts: string; resolvConf: string }): Promise<Surroundings> {
  const [hosts, resolvConf] = await Promise.all([files.hosts, files.resolvConf].map((file) => readFile(file, 'utf8').catch(() => '')))
  return { hosts: parseHosts(hosts!), ...parseResolvConf(resolvConf!), families: familiesOf(networkInterfaces()), resolvConf: resolvConf! }
}
