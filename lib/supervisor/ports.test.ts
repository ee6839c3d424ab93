import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { probePorts } from './ports.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

async function takePort(): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const wanted = (variable: string, port: number, host = '127.0.0.1') => ({ variable, host, port })

test('free ports and port 0 pass, and are free afterwards', async () => {
  const port = await takePort()
  servers.splice(0).forEach((server) => server.close())
  const all = [wanted('SLUICE_HTTP_PORT', port), wanted('SLUICE_HTTPS_PORT', 0), wanted('SLUICE_STATUS_PORT', 0)]
  await expect(probePorts(all)).resolves.toBeUndefined()
  await expect(probePorts(all)).resolves.toBeUndefined()
})

test('each busy port is named with its variable', async () => {
  const [first, second] = [await takePort(), await takePort()]
  await expect(probePorts([wanted('SLUICE_HTTP_PORT', first), wanted('SLUICE_STATUS_PORT', second)])).rejects.toThrow(
    new RegExp(`SLUICE_HTTP_PORT ${first} is in use[\\s\\S]*SLUICE_STATUS_PORT ${second} is in use`),
  )
})

test('one number for two ports is refused', async () => {
  const server = await takePort()
  servers.splice(0).forEach((held) => held.close())
  await expect(probePorts([wanted('SLUICE_HTTP_PORT', server), wanted('SLUICE_HTTPS_PORT', server)])).rejects.toThrow(
    `SLUICE_HTTP_PORT and SLUICE_HTTPS_PORT are both ${server}`,
  )
})

test('an address of another machine is named', async () => {
  await expect(probePorts([wanted('SLUICE_HTTP_PORT', 0, '192.0.2.1')])).rejects.toThrow('SLUICE_HOST 192.0.2.1 is not an address of this machine')
})
