import { describe, expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import { makeConfig, makeListener, makeRoute, makeService } from '#lib/testing/factories.ts'
import type { StreamRequest } from './request.ts'
import { buildStreamTable, matchStream } from './stream.ts'
import { newTrace } from './trace.ts'

type Given = Parameters<typeof makeRoute>[0]

function streamTable(routes: Given[], dialect: Dialect = 'kong', protocol: StreamRequest['protocol'] = 'tcp') {
  const config = makeConfig({
    dialect,
    listeners: [makeListener({ name: 'db', protocol, port: 5432 })],
    routes: routes.map((route) => makeRoute({ hosts: [], protocols: [protocol], ...route })),
    services: [makeService({ protocol: 'tcp' })],
  })
  const { snapshot } = compile([config], { now: new Date(0) })
  return buildStreamTable(snapshot, snapshot.streams[0]!)
}

const request = (given: Partial<StreamRequest> = {}): StreamRequest => ({
  protocol: 'tcp',
  source: { ip: '10.0.0.7', port: 40_000 },
  destination: { ip: '192.0.2.1', port: 5432 },
  ...given,
})

describe('which stream route', () => {
  test.each<[name: string, routes: Given[], given: Partial<StreamRequest>, expected: string | null]>([
    ['a source address', [{ name: 'a', sources: [{ ip: '10.0.0.7' }] }], {}, 'a'],
    ['a source block', [{ name: 'a', sources: [{ ip: '10.0.0.0/8' }] }], {}, 'a'],
    ['outside the block', [{ name: 'a', sources: [{ ip: '10.1.0.0/16' }] }], {}, null],
    ['address and port together', [{ name: 'a', sources: [{ ip: '10.0.0.7', port: 1 }] }], {}, null],
    ['one of several', [{ name: 'a', sources: [{ ip: '10.9.9.9' }, { port: 40_000 }] }], {}, 'a'],
    ['a destination port', [{ name: 'a', destinations: [{ port: 5432 }] }], {}, 'a'],
    ['another destination port', [{ name: 'a', destinations: [{ port: 5433 }] }], {}, null],
    ['IPv6', [{ name: 'a', sources: [{ ip: '2001:db8::/32' }] }], { source: { ip: '2001:db8::1', port: 1 } }, 'a'],
    ['more fields first', [{ name: 'd', destinations: [{ port: 5432 }] }, { name: 'both', sources: [{ ip: '10.0.0.0/8' }], destinations: [{ port: 5432 }] }], {}, 'both'],
    ['a source before a destination', [{ name: 'd', destinations: [{ port: 5432 }] }, { name: 's', sources: [{ ip: '10.0.0.0/8' }] }], {}, 's'],
  ])('%s', (_, routes, given, expected) => {
    expect(matchStream(streamTable(routes), request(given))?.route.name ?? null).toBe(expected)
  })

  test('an SNI before sources, on tls', () => {
    const table = streamTable([{ name: 's', sources: [{ ip: '10.0.0.0/8' }] }, { name: 'sni', snis: ['db.test'] }], 'kong', 'tls')
    const at = (sni?: string) => matchStream(table, request({ protocol: 'tls', ...(sni === undefined ? {} : { sni }) }))?.route.name
    expect([at('db.test'), at('other.test'), at()]).toEqual(['sni', 's', 's'])
  })
})

test('a trace names what each lost on', () => {
  const table = streamTable([{ name: 'far', sources: [{ ip: '192.168.0.0/16' }] }, { name: 'won', sources: [{ ip: '10.0.0.0/8' }] }, { name: 'port', destinations: [{ port: 1 }] }, { name: 'after', destinations: [{ port: 5432 }] }])
  const trace = newTrace()
  matchStream(table, request(), trace)
  const fates = trace.candidates.map(({ entry, verdict, failed }) => [table.entries[entry]!.route.name, failed ?? verdict])
  expect(Object.fromEntries(fates)).toEqual({ far: 'source', won: 'won', port: 'destination', after: 'outranked' })
})
