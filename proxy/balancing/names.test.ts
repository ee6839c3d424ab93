import type { LookupAddress } from 'node:dns'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../testing/client.ts'
import { startDnsServer, type DnsAnswer } from '../testing/dns-server.ts'
import { createNames } from './names.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

type Given = { zone?: Record<string, DnsAnswer>; hosts?: string; resolvConf?: string; system?: Record<string, LookupAddress[]> }

/** Names that ask a DNS server of this test alone, on a clock that the test moves. */
async function start({ zone = {}, hosts = '', resolvConf = '', system = {} }: Given) {
  const dns = await startDnsServer(zone)
  const folder = await mkdtemp(path.join(tmpdir(), 'names-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = { hosts: path.join(folder, 'hosts'), resolvConf: path.join(folder, 'resolv.conf') }
  await Promise.all([writeFile(files.hosts, hosts), writeFile(files.resolvConf, resolvConf)])
  let time = 0
  let answered = 0
  const counted = <T>(promise: Promise<T>) => promise.finally(() => answered++)
  const names = createNames({
    now: () => time,
    files,
    resolver: {
      resolve4: (name, options) => counted(dns.resolver.resolve4(name, options)),
      resolve6: (name, options) => counted(dns.resolver.resolve6(name, options)),
      cancel: () => dns.resolver.cancel(),
    },
    lookup: async (host) => system[host] ?? Promise.reject(Object.assign(new Error('nobody knows'), { code: 'ENOTFOUND' })),
  })
  onTestFinished(() => names.close())
  const resolve = (host: string) =>
    new Promise<readonly string[]>((done, reject) => names.resolve(host, (error, addresses) => (error ? reject(error) : done(addresses))))
  return {
    ...dns, ...names, resolve, files, stopServer: dns.close,
    pass: (ms: number) => (time += ms),
    /** What is known after the refresh that a look at it starts. */
    async refreshed(host: string) {
      const before = answered
      const known = names.known(host)
      await until(() => answered > before)
      await new Promise((done) => setImmediate(done))
      return { meanwhile: known, afterwards: names.known(host) }
    },
  }
}

const a = (address: string, ttl = 60) => ({ address, ttl })

test.each(['10.0.0.1', '2001:db8::7', '::1'])('the literal %s is its own address', async (literal) => {
  const { known, resolve, asked, pass } = await start({})
  const first = known(literal)
  pass(HOUR)
  expect([first, await resolve(literal), asked]).toEqual([[literal], [literal], []])
  expect(known(literal)).toBe(first)
})

test('a name is not known until it was asked for, once, however many wait for it', async () => {
  const { known, resolve, asked } = await start({ zone: { 'shop.test': [a('10.0.0.2'), a('10.0.0.1'), a('10.0.0.1')] } })
  expect(known('shop.test')).toBeNull()
  const all = await Promise.all(Array.from({ length: 20 }, () => resolve('shop.test')))
  expect(all).toEqual(Array.from({ length: 20 }, () => ['10.0.0.1', '10.0.0.2']))
  expect(known('shop.test')).toBe(all[0])
  expect(asked).toEqual(['A shop.test'])
})

describe('a refresh', () => {
  test('begins when the time-to-live is over; until its end the old addresses are used', async () => {
    const { known, resolve, refreshed, asked, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1', 30)] } })
    await resolve('shop.test')
    zone['shop.test'] = [a('10.0.0.2', 30)]
    pass(30 * SECOND - 1)
    expect(known('shop.test')).toEqual(['10.0.0.1'])
    pass(1)
    expect(await refreshed('shop.test')).toEqual({ meanwhile: ['10.0.0.1'], afterwards: ['10.0.0.2'] })
    expect(asked).toHaveLength(2)
  })

  test('that brings nothing new keeps the identity of the list, in whatever order it comes', async () => {
    const { resolve, refreshed, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1'), a('10.0.0.2')] } })
    const first = await resolve('shop.test')
    zone['shop.test'] = [a('10.0.0.2'), a('10.0.0.1')]
    pass(MINUTE)
    expect((await refreshed('shop.test')).afterwards).toBe(first)
  })

  test.each([
    ['the shortest of the answer', [a('10.0.0.1', 300), a('10.0.0.2', 20)], 20 * SECOND],
    ['that of an alias, if shorter', [{ cname: 'www.test', ttl: 10 }, { name: 'www.test', address: '10.0.0.1', ttl: 300 }], 10 * SECOND],
    ['at least a second', [a('10.0.0.1', 0)], SECOND],
    ['at most an hour', [a('10.0.0.1', 86_400)], HOUR],
  ])('counts a time-to-live: %s', async (_, answer, ms) => {
    const { known, resolve, refreshed, asked, pass } = await start({ zone: { 'shop.test': answer } })
    await resolve('shop.test')
    pass(ms - 1)
    known('shop.test')
    expect(asked).toHaveLength(1)
    pass(1)
    await refreshed('shop.test')
    expect(asked).toHaveLength(2)
  })

  test('is waited for by a name that nobody used for long, since its addresses may be somebody else\'s', async () => {
    const { known, resolve, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1')] } })
    await resolve('shop.test')
    zone['shop.test'] = [a('10.0.0.2')]
    pass(HOUR)
    expect(known('shop.test')).toBeNull()
    expect(await resolve('shop.test')).toEqual(['10.0.0.2'])
  })
})

describe('a DNS server that fails', () => {
  test.each(['broken', 'silent'] as const)('(%s) leaves the old addresses in use, for as long as it takes', async (fault) => {
    const { resolve, refreshed, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1')] } })
    const first = await resolve('shop.test')
    zone['shop.test'] = fault
    pass(MINUTE)
    expect((await refreshed('shop.test')).afterwards).toBe(first)
    pass(24 * HOUR)
    expect((await refreshed('shop.test')).afterwards).toBe(first)
    zone['shop.test'] = [a('10.0.0.2')]
    pass(MINUTE)
    expect((await refreshed('shop.test')).afterwards).toEqual(['10.0.0.2'])
  })

  test('after the name was idle gives way to the old addresses', async () => {
    const { resolve, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1')] } })
    await resolve('shop.test')
    zone['shop.test'] = 'broken'
    pass(HOUR)
    expect(await resolve('shop.test')).toEqual(['10.0.0.1'])
  })

  test('at first is told apart from a name that is not there', async () => {
    const { resolve } = await start({ zone: { 'shop.test': 'broken' } })
    await expect(resolve('shop.test')).rejects.toMatchObject({ code: 'EAI_AGAIN', message: expect.stringContaining('ESERVFAIL') })
    await expect(resolve('nowhere.test')).rejects.toMatchObject({ code: 'ENOTFOUND', message: 'nowhere.test has no address' })
  })

  test('is asked again after 1 s, 2 s, 4 s … 30 s', async () => {
    const { known, resolve, refreshed, asked, pass } = await start({})
    await expect(resolve('shop.test')).rejects.toThrow()
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const before = asked.length
      pass(seconds * SECOND - 1)
      expect(known('shop.test')).toBeNull()
      await expect(resolve('shop.test')).rejects.toThrow('no address')
      expect(asked).toHaveLength(before)
      pass(1)
      await refreshed('shop.test')
      expect(asked).toHaveLength(before + 1)
    }
  })
})

describe('a name that vanishes', () => {
  test('keeps its addresses for five minutes', async () => {
    const { known, resolve, refreshed, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1')] } })
    await resolve('shop.test')
    zone['shop.test'] = 'missing'
    pass(MINUTE)
    expect((await refreshed('shop.test')).afterwards).toEqual(['10.0.0.1'])
    pass(5 * MINUTE - 1)
    expect((await refreshed('shop.test')).afterwards).toEqual(['10.0.0.1'])
    pass(1)
    expect(known('shop.test')).toBeNull()
    await expect(resolve('shop.test')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })

  test('does not come back because the server fails afterwards', async () => {
    const { resolve, refreshed, zone, pass } = await start({ zone: { 'shop.test': [a('10.0.0.1')] } })
    await resolve('shop.test')
    zone['shop.test'] = 'missing'
    pass(MINUTE)
    await refreshed('shop.test')
    zone['shop.test'] = 'broken'
    pass(6 * MINUTE)
    expect(await refreshed('shop.test')).toEqual({ meanwhile: null, afterwards: null })
  })

  test('and returns is used at once', async () => {
    const { resolve, refreshed, zone, pass } = await start({})
    await expect(resolve('shop.test')).rejects.toThrow()
    zone['shop.test'] = [a('10.0.0.1')]
    pass(SECOND)
    expect((await refreshed('shop.test')).afterwards).toEqual(['10.0.0.1'])
  })
})

describe('where a name comes from', () => {
  test('IPv4 where there is any, else IPv6', async () => {
    const { resolve, asked } = await start({ zone: { 'both.test': [a('10.0.0.1'), a('2001:db8::7')], 'six.test': [a('2001:db8::7')] } })
    expect([await resolve('both.test'), await resolve('six.test')]).toEqual([['10.0.0.1'], ['2001:db8::7']])
    expect(asked).toEqual(['A both.test', 'A six.test', 'AAAA six.test'])
  })

  test('the search list, as ndots has it', async () => {
    const resolvConf = 'nameserver 192.0.2.53\nsearch shop.svc.cluster.test svc.cluster.test\noptions ndots:2\n'
    const { resolve, asked } = await start({ zone: { 'cart.shop.svc.cluster.test': [a('10.0.0.1')], 'a.b.test': [a('10.0.0.2')] }, resolvConf })
    expect([await resolve('cart.shop'), await resolve('cart'), await resolve('a.b.test')]).toEqual([['10.0.0.1'], ['10.0.0.1'], ['10.0.0.2']])
    expect(asked.sort()).toEqual(['A a.b.test', 'A cart.shop.shop.svc.cluster.test', 'A cart.shop.svc.cluster.test', 'A cart.shop.svc.cluster.test'])
  })

  test('the name alone where it ends in a dot', async () => {
    const { resolve, asked } = await start({ resolvConf: 'search example.test\noptions ndots:5\n' })
    await expect(resolve('cart.')).rejects.toThrow()
    expect(asked).toEqual(['A cart'])
  })

  test('no wider name while the one that answered before is only out of reach', async () => {
    const zone: Record<string, DnsAnswer> = { 'cart.in.test': [a('10.0.0.1')], cart: [a('203.0.113.66')] }
    const { resolve, refreshed, pass } = await start({ zone, resolvConf: 'search in.test\n' })
    await resolve('cart')
    zone['cart.in.test'] = 'broken'
    pass(MINUTE)
    expect((await refreshed('cart')).afterwards).toEqual(['10.0.0.1'])
  })

  test('not a server that claims that a host has no address but 0.0.0.0, which is this machine', async () => {
    const { resolve } = await start({ zone: { 'sunk.test': [a('0.0.0.0'), a('::')] } })
    await expect(resolve('sunk.test')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })

  test('the hosts file before any server; it is read again', async () => {
    const { resolve, known, files, asked, pass } = await start({ hosts: '10.0.0.2 Shop.test # old\n10.0.0.1 shop.test\nnonsense shop.test\n' })
    expect(await resolve('SHOP.test')).toEqual(['10.0.0.1', '10.0.0.2'])
    await writeFile(files.hosts, '10.0.0.3 shop.test\n')
    pass(5 * SECOND)
    await expect.poll(() => known('SHOP.test')).toEqual(['10.0.0.3'])
    expect(asked).toEqual([])
  })

  test.each(['localhost', 'LOCALHOST', 'shop.localhost', 'localhost.'])('%s is this machine, whatever the files say', async (host) => {
    const { resolve, asked } = await start({})
    expect((await resolve(host))[0]).toBe('127.0.0.1')
    expect(asked).toEqual([])
  })

  test('the system, where no server has it', async () => {
    const { resolve } = await start({ system: { printer: [{ address: '10.0.0.9', family: 4 }] } })
    expect(await resolve('printer')).toEqual(['10.0.0.9'])
  })

  test('the system, where there is no server', async () => {
    const { resolve, stopServer } = await start({ system: { 'shop.test': [{ address: '10.0.0.9', family: 4 }] } })
    await stopServer()
    expect(await resolve('shop.test')).toEqual(['10.0.0.9'])
    await expect(resolve('other.test')).rejects.toMatchObject({ code: 'EAI_AGAIN' })
  })
})

test('names that nobody names any more are forgotten', async () => {
  const { known, resolve, retain } = await start({ zone: { 'shop.test': [a('10.0.0.1')], 'cart.test': [a('10.0.0.2')] } })
  await Promise.all([resolve('shop.test'), resolve('cart.test')])
  retain(new Set(['cart.test']))
  expect([known('cart.test'), known('shop.test')]).toEqual([['10.0.0.2'], null])
})

test('a name that is forgotten while it is asked for still answers who waits', async () => {
  const { resolve, retain } = await start({ zone: { 'shop.test': [a('10.0.0.1')] } })
  const waiting = resolve('shop.test')
  retain(new Set())
  expect(await waiting).toEqual(['10.0.0.1'])
})

test('nothing is asked after the end, and nobody waits on', async () => {
  const { resolve, asked, close } = await start({ zone: { 'shop.test': 'silent' } })
  const waiting = resolve('shop.test')
  await until(() => asked.length === 1)
  close()
  await expect(waiting).rejects.toMatchObject({ code: 'EAI_AGAIN' })
  await expect(resolve('other.test')).rejects.toMatchObject({ code: 'EAI_AGAIN' })
  expect(asked).toHaveLength(1)
})
