import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from 'node:tls'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { selfSign } from '#lib/services/certificates/self-sign.ts'
import { controllerClient } from './controller-client.ts'
import { makePublication, startController, startProxy, TOKEN } from './testing/harness.ts'

const OTHER_TOKEN = 'another-link-token-that-is-long-enough-as-well'

const secure = (over: Parameters<typeof startController>[0] = {}) => startController({ host: '0.0.0.0', ...over })
const urlOf = ({ port }: { port: number }, scheme = 'https') => `${scheme}://127.0.0.1:${port}`
const clientOf = (controllerUrl: string, token = TOKEN, linkCa?: string) =>
  controllerClient({ controllerUrl, controllerPort: 0, linkCa, linkOrigin: '' }, token)

function makeFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-link-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text)
    return path.join(folder, name)
  }
}

async function makeCertificate(write: ReturnType<typeof makeFolder>, names = ['127.0.0.1']) {
  const { cert, key } = await selfSign(names, 30, new Date())
  return { certFile: write('link.crt', cert), keyFile: write('link.key', key) }
}

/** The first certificate that a stranger is shown, as base64 of its DER. */
const shown = ({ port }: { port: number }) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().raw.toString('base64'))
      socket.destroy()
    })
    socket.on('error', reject)
  })

describe('off loopback, with nothing but the token', () => {
  test('publication, report and the calls of a dashboard go through TLS', async () => {
    const told = vi.fn(async () => {})
    const server = await secure({ onChanged: told })
    server.publish(makePublication(1))
    const { taken, reasons } = startProxy(urlOf(server))
    await vi.waitFor(() => expect(taken).toMatchObject([{ digest: 'digest-1', snapshot: 'snapshot digest-1' }]))
    const client = clientOf(urlOf(server))
    await vi.waitFor(async () => expect((await client.state()).proxies).toMatchObject([{ id: 'p1', digest: 'digest-1' }]))
    await client.changed('default', 2)
    expect(told).toHaveBeenCalledExactlyOnceWith('default', 2)
    expect(reasons).toEqual(['connected'])
  })

  test('replicas show the same certificate, and one of another token another', async () => {
    const [a, b, other] = [await secure(), await secure(), await secure({ token: OTHER_TOKEN })]
    expect(await shown(a)).toBe(await shown(b))
    expect(await shown(a)).not.toBe(await shown(other))
  })

  test('a proxy that follows is found again by the next controller', async () => {
    const first = await secure()
    first.publish(makePublication(1))
    const { taken } = startProxy(urlOf(first))
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    await first.close()
    const second = await secure({ id: 'c2', port: first.port })
    second.publish(makePublication(1))
    await vi.waitFor(() => expect(taken).toHaveLength(2))
    expect(taken[1]).not.toHaveProperty('snapshot')
    await vi.waitFor(async () => expect((await clientOf(urlOf(second)).state()).proxies).toMatchObject([{ id: 'p1' }]))
  })

  test('a controller of another token is refused before it sees ours, and the reason says so', async () => {
    const refused: string[] = []
    const server = await secure({ token: OTHER_TOKEN, onRefused: (reason) => refused.push(reason) })
    server.publish(makePublication(1))
    const { taken, reasons, link } = startProxy(urlOf(server))
    await vi.waitFor(() => expect(reasons).toHaveLength(1))
    expect(reasons[0]).toContain('the tokens differ')
    expect(reasons[0]).not.toContain(TOKEN)
    await expect(clientOf(urlOf(server)).state()).rejects.toThrow('the tokens differ')
    expect([taken, link.isConnected(), refused]).toEqual([[], false, []])
  })

  test('plain HTTP gets nothing, and both sides name the reason', async () => {
    const refused: string[][] = []
    const server = await secure({ onRefused: (...what) => refused.push(what) })
    server.publish(makePublication(1))
    const { taken, reasons } = startProxy(urlOf(server, 'http'))
    await vi.waitFor(() => expect(reasons[0]).toContain('wants https://'))
    await expect(fetch(`${urlOf(server, 'http')}/link/state`, { headers: { authorization: `Bearer ${TOKEN}` } })).rejects.toThrow('fetch failed')
    expect(taken).toEqual([])
    expect(refused).toEqual([['plain HTTP where TLS is spoken', '127.0.0.1']])
  })

  test('a controller that speaks plain HTTP is named as such', async () => {
    const server = await startController()
    const { reasons } = startProxy(urlOf(server))
    await vi.waitFor(() => expect(reasons).toEqual(['the controller speaks plain HTTP, and SLUICE_CONTROLLER_URL says https://']))
  })

  test('a probe need not verify anything', async () => {
    const server = await secure()
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false }, () => socket.write('GET /healthz HTTP/1.0\r\n\r\n'))
      socket.once('data', (data) => resolve(data.toString().split('\r\n')[0]!))
      socket.on('error', reject)
    })
    expect(status).toMatch(/ 200 /)
  })
})

describe('with a certificate of its own', () => {
  test('the controller is verified under SLUICE_LINK_CA, and a wrong token is refused inside TLS', async () => {
    const certificate = await makeCertificate(makeFolder())
    const refused: string[][] = []
    const server = await secure({ certificate, onRefused: (...what) => refused.push(what) })
    server.publish(makePublication(1))
    const good = startProxy(urlOf(server), { caFile: certificate.certFile })
    await vi.waitFor(() => expect(good.taken).toHaveLength(1))
    const wrong = startProxy(urlOf(server), { id: 'p2', caFile: certificate.certFile, token: OTHER_TOKEN })
    await vi.waitFor(() => expect(wrong.reasons).toEqual(['the controller does not accept SLUICE_LINK_TOKEN']))
    await expect(clientOf(urlOf(server), OTHER_TOKEN, certificate.certFile).state()).rejects.toThrow('401')
    expect(refused).toEqual([['a wrong link token', '127.0.0.1']])
  })

  test('a client without SLUICE_LINK_CA refuses it', async () => {
    const server = await secure({ certificate: await makeCertificate(makeFolder()) })
    const { reasons } = startProxy(urlOf(server))
    await vi.waitFor(() => expect(reasons[0]).toContain('SLUICE_LINK_CA is missing'))
  })

  test('a certificate for another host is refused', async () => {
    const certificate = await makeCertificate(makeFolder(), ['controller.test'])
    const server = await secure({ certificate })
    const { reasons } = startProxy(urlOf(server), { caFile: certificate.certFile })
    await vi.waitFor(() => expect(reasons[0]).toMatch(/refused under SLUICE_LINK_CA: .*does not match/))
  })

  test('a renewed one is shown without a restart; one that fits no key is not', async () => {
    const write = makeFolder()
    const certificate = await makeCertificate(write)
    const server = await secure({ certificate, rereadMs: 10 })
    const first = await shown(server)
    const next = await selfSign(['127.0.0.1'], 30, new Date())
    write('link.crt', next.cert)
    for (let i = 0; i < 5; i++) expect(await shown(server)).toBe(first)
    write('link.key', next.key)
    await vi.waitFor(async () => expect(await shown(server)).toBe(next.cert.replace(/-----.*-----|\n/g, '')))
  })

  test('files that cannot be used end the start', async () => {
    const write = makeFolder()
    const { certFile } = await makeCertificate(write)
    const keyFile = write('other.key', (await selfSign(['x.test'], 1, new Date())).key)
    await expect(secure({ certificate: { certFile, keyFile } })).rejects.toThrow('SLUICE_LINK_CERT and SLUICE_LINK_KEY cannot be used')
    await expect(secure({ certificate: { certFile: '/nowhere/link.crt', keyFile } })).rejects.toThrow(/SLUICE_LINK_KEY cannot be used.*ENOENT/)
  })
})

test('an address that is not ours ends the start', async () => {
  await expect(startController({ host: '192.0.2.1' })).rejects.toThrow('SLUICE_LINK_HOST 192.0.2.1 is not an address of this machine')
})
