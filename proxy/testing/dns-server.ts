import dgram from 'node:dgram'
import { promises } from 'node:dns'
import { isIPv4 } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A record of an answer: A or AAAA by its address, or CNAME. `name` where it is not the one that was asked for. */
export type DnsRecord = { name?: string; ttl?: number } & ({ address: string } | { cname: string })

/** `missing` is NXDOMAIN; an empty list says that the name has no such record; `silent` answers nothing. */
export type DnsAnswer = DnsRecord[] | 'missing' | 'broken' | 'silent'

export type DnsServer = {
  port: number
  /** What was asked, as `A shop.test`. */
  asked: string[]
  /** By full name: what it answers to both types. A record of the other family is left out of the answer. */
  zone: Record<string, DnsAnswer>
  /** A resolver that asks this server alone. */
  resolver: promises.Resolver
  close(): Promise<void>
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const
const RCODES = { found: 0, broken: 2, missing: 3 } as const

const encodeName = (name: string): Buffer =>
  Buffer.concat([...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])])

function encodeAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail = ''] = address.split('::', 2)
  const groups = (part: string) => part.split(':').filter(Boolean)
  const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill('0')
  return Buffer.from([...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

const typeOf = (record: DnsRecord) => ('cname' in record ? TYPES.CNAME : isIPv4(record.address) ? TYPES.A : TYPES.AAAA)

function encodeRecord(record: DnsRecord, asked: string): Buffer {
  const data = 'cname' in record ? encodeName(record.cname) : encodeAddress(record.address)
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(typeOf(record), 0)
  fixed.writeUInt16BE(1, 2)
  fixed.writeUInt32BE(record.ttl ?? 60, 4)
  fixed.writeUInt16BE(data.length, 8)
  return Buffer.concat([encodeName(record.name ?? asked), fixed, data])
}

/** The question of a query: its name, its type, and its bytes (RFC 1035 §4.1.2). */
function readQuestion(query: Buffer): { name: string; type: number; bytes: Buffer } {
  const labels: string[] = []
  let at = 12
  for (; query[at] !== 0; at += 1 + query[at]!) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!))
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), bytes: query.subarray(12, at + 5) }
}

/** A DNS server over UDP on a free port of the loopback, until the test ends. What its zone does not name is missing. */
export async function startDnsServer(zone: Record<string, DnsAnswer> = {}): Promise<DnsServer> {
  const socket = dgram.createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (query, { port, address }) => {
    const { name, type, bytes } = readQuestion(query)
    asked.push(`${type === TYPES.A ? 'A' : 'AAAA'} ${name}`)
    const answer = zone[name] ?? 'missing'
    if (answer === 'silent') return
    const records = typeof answer === 'string' ? [] : answer.filter((record) => 'cname' in record || typeOf(record) === type)
    const head = Buffer.alloc(12)
    query.copy(head, 0, 0, 2)
    head.writeUInt16BE(0x8180 | RCODES[typeof answer === 'string' ? answer : 'found'], 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(records.length, 6)
    socket.send(Buffer.concat([head, bytes, ...records.map((record) => encodeRecord(record, name))]), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  const resolver = new promises.Resolver({ timeout: 50, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    resolver.cancel()
    socket.close()
    await once(socket, 'close')
  }
  onTestFinished(close)
  return { port, asked, zone, resolver, close }
}
