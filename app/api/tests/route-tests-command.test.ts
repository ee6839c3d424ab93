import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startApi, withShop, type Api } from './harness.ts'
import type { Method } from './routes.ts'

const MAIN = path.join(import.meta.dirname, '../../../lib/route-tests/main.ts')
const TOKEN = 'slc_token-of-viewer'
const folder = mkdtempSync(path.join(tmpdir(), 'sluice-route-tests-'))

async function serve(listener: RequestListener): Promise<{ url: string; close: () => void }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

/** The API on a real socket, as Next would call it. */
const listenerOf =
  (api: Api): RequestListener =>
  async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const { authorization = '', 'content-type': type = '' } = req.headers
    const address = req.url!.replace('/api/v1', '')
    const headers = { authorization, 'content-type': type }
    const answer = await api.raw(req.method as Method, address, { as: 'nobody', body: Buffer.concat(chunks).toString(), headers })
    res.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  }

let instance: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  instance = await serve(listenerOf(await withShop(await startApi())))
})
afterAll(() => {
  instance.close()
  rmSync(folder, { recursive: true })
})

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text)
  return name
}

function command(args: string[], env: Record<string, string> = { SLUICE_TOKEN: TOKEN }) {
  const { SLUICE_TOKEN: _, npm_lifecycle_event: __, ...rest } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...rest, ...env } })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
}

const at = (...files: string[]) => ['--url', instance.url, ...files]

const YAML = `
- name: root
  request: { url: http://shop.test/ }
  expect: { route: shop, target: 127.0.0.1:9001 }
- name: moved
  description: fails
  request: { method: POST, url: http://shop.test/cart }
  expect:
    service: cart
    status: 301
- name: later
  request: { url: http://shop.test/ }
  expect: { service: shop-v2 }
  enabled: false
`
const PASSING = { name: 'nowhere', request: { url: 'http://other.test/' }, expect: { outcome: 'no-route' } }

describe('files of route tests', () => {
  test('a failure is told with what was expected, and ends with 1', async () => {
    const { code, out, err } = await command(at(file('tests.yaml', YAML)))
    expect(out.split('\n')).toEqual([
      'skip  later (disabled)',
      'ok    root',
      'FAIL  moved',
      '      status: expected 301, got none',
      '      service: expected cart, got shop',
      '      Route shop sends it to service shop (127.0.0.1:9001)',
      '1 passed, 1 failed',
      '',
    ])
    expect([code, err]).toEqual([1, ''])
  })

  test('JSON does too, as {tests}, and as the API answers tests; several files are told apart', async () => {
    const stored = { ...PASSING, name: 'again', version: '3', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }
    const files = [file('a.json', JSON.stringify({ tests: [PASSING] })), file('b.json', JSON.stringify([stored]))]
    const { code, out } = await command([...at(...files), '--token', TOKEN], {})
    expect([code, out]).toEqual([0, 'a.json\nok    nowhere\nb.json\nok    again\n2 passed, 0 failed\n'])
  })
})

describe('ends with 2', () => {
  test.each<[string, string, RegExp]>([
    ['not YAML', 'a: [', /bad\.yaml is neither YAML nor JSON: .*line 1/s],
    ['another shape', 'test: []', /bad\.yaml must be a list of route tests/],
    ['no test', '[]', /bad\.yaml holds no route test/],
    ['a bad field', JSON.stringify([PASSING, { ...PASSING, name: 'b', request: { url: 'x' } }]), /test 2 \(b\): request\.url: Must be a full URL/],
    ['an unknown field', JSON.stringify([{ ...PASSING, expects: {} }]), /test 1 \(nowhere\): .*expects/],
    ['a name twice', JSON.stringify([PASSING, PASSING]), /nowhere is listed twice/],
  ])('a file that is %s', async (_, text, message) => {
    const { code, out, err } = await command(at(file('bad.yaml', text)))
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(message)])
  })

  test.each<[string, string[], RegExp]>([
    ['a file that is not there', ['none.yaml'], /none\.yaml cannot be read: there is no such file/],
    ['no file', [], /Name a file/],
    ['an unknown option', ['--tokn', 'x', 'good.json'], /--tokn/],
    ['a wrong token', ['--token', 'slc_wrong', 'good.json'], /refused \(401\): Sign in/],
    ['another workspace', ['--workspace', 'none', 'good.json'], /refused \(404\)/],
    ['an address without its scheme', ['--url', 'localhost:3000', 'good.json'], /--url must be an address/],
  ])('%s', async (_, args, message) => {
    file('good.json', JSON.stringify([PASSING]))
    const { code, out, err } = await command(at(...args))
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(message)])
  })

  test('no token, no address', async () => {
    const good = file('good.json', JSON.stringify([PASSING]))
    expect(await command(at(good), {})).toMatchObject({ code: 2, err: expect.stringContaining('SLUICE_TOKEN') })
    expect(await command([good])).toMatchObject({ code: 2, err: expect.stringContaining('--url is missing') })
  })

  test('nobody answers, or somebody else does', async () => {
    const good = file('good.json', JSON.stringify([PASSING]))
    const gone = await serve(() => {})
    gone.close()
    expect(await command(['--url', gone.url, good])).toMatchObject({ code: 2, err: expect.stringContaining(`No answer from ${gone.url}: ECONNREFUSED`) })
    const other = await serve((_, res) => res.end('<html>'))
    onTestFinished(other.close)
    expect(await command(['--url', other.url, good])).toMatchObject({ code: 2, err: expect.stringContaining('not as Sluice does') })
  })
})

test('--help explains itself', async () => {
  expect(await command(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes: 0') })
})
