import { expect, test } from 'vitest'
import { IpRestriction } from '#lib/model/filters/ip-restriction.ts'
import { makeIpRestriction } from './ip-restriction.ts'
import { makeExchange, type Asked } from './testing/exchange.ts'

type Case = { name: string; filter: { allow?: string[]; deny?: string[]; statusCode?: number }; asked: Asked; status: number | null }

const forwardedFor = (value: string): Asked['headers'] => [['X-Forwarded-For', value]]

const CASES: Case[] = [
  { name: 'an address on the list passes', filter: { allow: ['192.0.2.0/24'] }, asked: {}, status: null },
  { name: 'one that is not gets 403', filter: { allow: ['198.51.100.0/24'] }, asked: {}, status: 403 },
  { name: 'a denied one gets 403', filter: { deny: ['192.0.2.7'] }, asked: {}, status: 403 },
  { name: 'another status', filter: { deny: ['192.0.2.7'], statusCode: 444 }, asked: {}, status: 444 },
  { name: 'deny comes first', filter: { allow: ['192.0.2.0/24'], deny: ['192.0.2.7'] }, asked: {}, status: 403 },
  { name: 'an IPv4 address on an IPv6 socket', filter: { allow: ['192.0.2.0/24'] }, asked: { address: '::ffff:192.0.2.7' }, status: null },
  { name: 'IPv6', filter: { deny: ['2001:db8::/32'] }, asked: { address: '2001:db8::7' }, status: 403 },
  { name: 'a client that says that it is another one', filter: { allow: ['198.51.100.0/24'] }, asked: { headers: forwardedFor('198.51.100.1') }, status: 403 },
  { name: 'a trusted proxy that says so', filter: { allow: ['198.51.100.0/24'] }, asked: { address: '10.0.0.1', headers: forwardedFor('198.51.100.1') }, status: null },
  { name: 'a trusted proxy that passes on what a client said', filter: { allow: ['198.51.100.0/24'] }, asked: { address: '10.0.0.1', headers: forwardedFor('198.51.100.1, 192.0.2.7') }, status: 403 },
]

test.each(CASES)('$name', ({ filter, asked, status }) => {
  const answer = makeIpRestriction(IpRestriction.parse({ type: 'ipRestriction', ...filter }))(makeExchange(asked))
  expect(answer === null ? null : answer).toEqual(status === null ? null : expect.objectContaining({ code: 'ADDRESS_DENIED', status }))
})
