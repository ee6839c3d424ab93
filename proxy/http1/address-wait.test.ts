import { expect, test } from 'vitest'
import type { Names } from '../balancing/names.ts'
import { awaitAddresses } from './address-wait.ts'
import type { ClientUser } from './client-connection.ts'
import type { Exchange } from './exchange.ts'

type Found = Parameters<Names['resolve']>[1]

/** A request whose target's name is looked up until the test says what was found. */
function waiting(limitMs: number) {
  let tell!: Found
  const names = { resolve: (_: string, found: Found) => (tell = found) }
  const exchange = { client: { user: null as ClientUser | null }, gate: { names }, isFinished: false } as unknown as Exchange
  const heard: unknown[] = []
  awaitAddresses(exchange, 'shop.internal', limitMs, (error, addresses) => heard.push(error?.code ?? addresses))
  return { exchange, heard, tell: (...found: Parameters<Found>) => tell(...found) }
}

test('what is found goes on, once', () => {
  const { exchange, heard, tell } = waiting(60_000)
  tell(null, ['192.0.2.1'])
  tell(null, ['192.0.2.2'])
  expect([heard, exchange.client.user]).toEqual([[['192.0.2.1']], null])
})

test('a request that is answered in another way hears nothing any more', () => {
  const { exchange, heard, tell } = waiting(60_000)
  exchange.client.user!.abandon()
  tell(null, ['192.0.2.1'])
  expect(heard).toEqual([])
})

test('it ends after its time', async () => {
  const { heard, tell } = waiting(1)
  await expect.poll(() => heard).toEqual(['ETIMEDOUT'])
  tell(null, ['192.0.2.1'])
  expect(heard).toHaveLength(1)
})
