import type * as dns from 'node:dns'
import { beforeEach, expect, test, vi } from 'vitest'
import { controllerClient } from './controller-client.ts'
import { dial } from './dial.ts'
import { makePublication, startController, startProxy, TOKEN } from './testing/harness.ts'

const HOSTS = ['127.0.0.1', '127.0.0.2']
let lookups = 0

// A name with two addresses, given by turns.
vi.mock('node:dns', async (importOriginal) => ({
  ...(await importOriginal<typeof dns>()),
  lookup: (_: string, { all }: { all?: boolean }, callback: (...result: unknown[]) => void) => {
    const address = HOSTS[lookups++ % 2]!
    if (all) callback(null, [{ address, family: 4 }])
    else callback(null, address, 4)
  },
}))
beforeEach(() => void (lookups = 0))

test('reports go to the controller whose stream is open, not to the next one of its name', async () => {
  const a = await startController({ id: 'a', host: HOSTS[0]! })
  const b = await startController({ id: 'b', host: HOSTS[1]!, port: a.port })
  for (const server of [a, b]) server.publish(makePublication(1))
  const { taken } = startProxy(`http://localhost:${a.port}`)
  const proxiesOf = async (address: string) => {
    const env = { controllerUrl: `http://${address}:${a.port}`, controllerPort: 0, linkCa: undefined, linkOrigin: '' }
    return (await controllerClient(env, TOKEN).state()).proxies.map(({ id, digest }) => `${id} ${digest}`)
  }
  await vi.waitFor(async () => expect(await proxiesOf(HOSTS[0]!)).toEqual(['p1 digest-1']))
  expect(await proxiesOf(HOSTS[1]!)).toEqual([])
  expect([lookups, taken.length]).toEqual([1, 1])
  await a.close()
  await vi.waitFor(async () => expect(await proxiesOf(HOSTS[1]!)).toEqual(['p1 digest-1']))
})

test('plain HTTP to another machine, and a file of authorities that is not there, are refused at once', () => {
  expect(() => dial('http://controller.test:8200', { token: TOKEN })).toThrow('must be https://')
  expect(() => dial('https://controller.test:8200', { token: TOKEN, caFile: '/nowhere/ca.crt' })).toThrow('ENOENT')
})
