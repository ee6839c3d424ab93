import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { isLoopback, parseEnv } from './env.ts'

test.each(['https://controller.test:8200', 'http://127.0.0.1:8200', 'http://localhost:8200', 'http://[::1]:8200'])('%s may be the controller', (url) => {
  expect(parseEnv({ SLUICE_CONTROLLER_URL: url }).controllerUrl).toBe(url)
})

test.each(['http://controller.test:8200', 'http://10.0.0.7', 'http://127.0.0.1.evil.test', 'ftp://127.0.0.1'])('%s may not', (url) => {
  expect(() => parseEnv({ SLUICE_CONTROLLER_URL: url })).toThrow(/^SLUICE_CONTROLLER_URL must be /)
})

test.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.evil.test', false],
  ['localhost.evil.test', false],
])('%s is loopback: %s', (host, expected) => expect(isLoopback(host)).toBe(expected))

describe('the link of the controller', () => {
  const LONG = 'x'.repeat(32)
  const SHORT = 'x'.repeat(31)

  test.each([
    [undefined, 'http://127.0.0.1'],
    ['localhost', 'http://localhost'],
    ['::1', 'http://[::1]'],
    ['0.0.0.0', 'https://127.0.0.1'],
    ['::', 'https://[::1]'],
    ['10.0.0.7', 'https://10.0.0.7'],
    ['fd00::7', 'https://[fd00::7]'],
  ])('on %s is reached as %s', (SLUICE_LINK_HOST, origin) => {
    expect(parseEnv({ SLUICE_LINK_HOST, SLUICE_LINK_TOKEN: LONG })).toMatchObject({ linkHost: SLUICE_LINK_HOST ?? '127.0.0.1', linkOrigin: origin })
  })

  test('wants a given token off loopback, and a long one', () => {
    expect(() => parseEnv({ SLUICE_LINK_HOST: '0.0.0.0' })).toThrow(/^SLUICE_LINK_TOKEN is required with SLUICE_LINK_HOST 0\.0\.0\.0/)
    expect(() => parseEnv({ SLUICE_LINK_HOST: '0.0.0.0', SLUICE_LINK_TOKEN: SHORT })).toThrow(/^SLUICE_LINK_TOKEN must have at least 32 characters/)
    expect(parseEnv({ SLUICE_LINK_TOKEN: SHORT }).linkToken).toBe(SHORT)
  })

  test('wants a long token where a proxy trusts nothing else', () => {
    const url = { SLUICE_CONTROLLER_URL: 'https://controller.test:8200', SLUICE_LINK_TOKEN: SHORT }
    expect(() => parseEnv(url)).toThrow(/^SLUICE_LINK_TOKEN must have at least 32 characters/)
    expect(parseEnv({ ...url, SLUICE_LINK_CA: '/etc/ca.crt' }).linkCa).toBe('/etc/ca.crt')
  })

  test('wants both halves of a certificate', () => {
    for (const half of ['SLUICE_LINK_CERT', 'SLUICE_LINK_KEY']) expect(() => parseEnv({ [half]: '/etc/link' })).toThrow(/belong together/)
    expect(parseEnv({ SLUICE_LINK_CERT: '/c', SLUICE_LINK_KEY: '/k' }).linkCertificate).toEqual({ certFile: '/c', keyFile: '/k' })
  })
})

test.each(['SLUICE_LINK_TOKEN', 'SLUICE_SETUP_TOKEN', 'DATABASE_URL'])('a bad %s is named, and not shown', (variable) => {
  expect(() => parseEnv({ [variable]: 'hush' })).toThrow(expect.objectContaining({ message: expect.stringMatching(new RegExp(`^${variable} must (?!.*hush)`)) }))
})

describe('the limits of the proxy', () => {
  test('unless they are given', () => {
    expect(parseEnv({})).toMatchObject({
      limits: {
        headBytes: 16_384, targetBytes: 8192, fields: 200, bodyBytes: 0, headMs: 30_000, bodyMs: 60_000, idleMs: 75_000, requests: 0,
        connectionsPerAddress: 0,
      },
      drainMs: 30_000, trustedProxies: [], accessLog: { to: 'off', format: 'json', sample: 1 }, fastAccept: true,
    })
  })

  test.each([
    ['SLUICE_MAX_HEAD_BYTES', 'headBytes'],
    ['SLUICE_MAX_TARGET_BYTES', 'targetBytes'],
    ['SLUICE_MAX_FIELDS', 'fields'],
    ['SLUICE_MAX_BODY_BYTES', 'bodyBytes'],
    ['SLUICE_HEAD_TIMEOUT_MS', 'headMs'],
    ['SLUICE_BODY_TIMEOUT_MS', 'bodyMs'],
    ['SLUICE_IDLE_TIMEOUT_MS', 'idleMs'],
    ['SLUICE_MAX_REQUESTS_PER_CONNECTION', 'requests'],
    ['SLUICE_MAX_CONNECTIONS_PER_ADDRESS', 'connectionsPerAddress'],
  ] as const)('%s is %s', (variable, limit) => {
    const { limits: expected } = parseEnv({})
    expect(parseEnv({ [variable]: '1234' }).limits).toEqual({ ...expected, [limit]: 1234 })
  })

  test.each([
    ['SLUICE_MAX_HEAD_BYTES', '1023'],
    ['SLUICE_MAX_HEAD_BYTES', '16k'],
    ['SLUICE_MAX_TARGET_BYTES', '65537'],
    ['SLUICE_MAX_FIELDS', '9'],
    ['SLUICE_MAX_BODY_BYTES', '-1'],
    ['SLUICE_HEAD_TIMEOUT_MS', '0'],
    ['SLUICE_BODY_TIMEOUT_MS', '1.5'],
    ['SLUICE_IDLE_TIMEOUT_MS', '99'],
    ['SLUICE_MAX_REQUESTS_PER_CONNECTION', 'many'],
    ['SLUICE_MAX_CONNECTIONS_PER_ADDRESS', '-1'],
    ['SLUICE_DRAIN_MS', '3600001'],
    ['SLUICE_ACCESS_LOG_FORMAT', 'clf'],
    ['SLUICE_ACCESS_LOG_SAMPLE', '1.1'],
    ['SLUICE_FAST_ACCEPT', 'yes'],
  ])('%s may not be %s', (variable, value) => {
    expect(() => parseEnv({ [variable]: value })).toThrow(new RegExp(`^${variable} must be .*\\(it is "${value}"\\)$`))
  })
})

test('an empty variable is one that is not given', () => expect(parseEnv({ SLUICE_MAX_FIELDS: '', SLUICE_TRUSTED_PROXIES: '' })).toEqual(parseEnv({})))

describe('trusted proxies', () => {
  test('are addresses and CIDRs of both families', () => {
    const list = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1', '::ffff:10.0.0.0/104']
    expect(parseEnv({ SLUICE_TRUSTED_PROXIES: ` ${list.join(' , ')},` }).trustedProxies).toEqual(list)
  })

  test.each(['10.0.0.0/33', '10.0.0', 'proxy.test', '2001:db8::/129', '10.0.0.0/8 192.0.2.7', '*'])('are not %s', (bad) => {
    expect(() => parseEnv({ SLUICE_TRUSTED_PROXIES: `10.0.0.0/8, ${bad}` })).toThrow(`(it has "${bad}")`)
  })
})

test.each([
  ['stdout', 'stdout'],
  ['off', 'off'],
  ['/var/log/access.log', { file: '/var/log/access.log' }],
  ['access.log', { file: path.resolve('access.log') }],
])('the access log to %s', (SLUICE_ACCESS_LOG, to) => {
  const given = { SLUICE_ACCESS_LOG, SLUICE_ACCESS_LOG_FORMAT: 'combined', SLUICE_ACCESS_LOG_SAMPLE: '0.25' }
  expect(parseEnv(given).accessLog).toEqual({ to, format: 'combined', sample: 0.25 })
})

test('reading sockets through their handle can be switched off', () => expect(parseEnv({ SLUICE_FAST_ACCEPT: 'off' }).fastAccept).toBe(false))

describe('the webhook', () => {
  const PORT = { SLUICE_WEBHOOK_PORT: '8443' }
  const SERVICE = { SLUICE_WEBHOOK_SERVICE: 'sluice/sluice-webhook' }
  const URL = { SLUICE_WEBHOOK_URL: 'https://sluice.test:8443/base' }

  test.each([
    [{}, null],
    [SERVICE, null],
    [{ ...PORT, ...SERVICE }, { port: 8443, target: { type: 'service', namespace: 'sluice', name: 'sluice-webhook' }, failurePolicy: 'Ignore' }],
    [{ ...URL, SLUICE_WEBHOOK_PORT: '0', SLUICE_WEBHOOK_FAILURE_POLICY: 'Fail' }, { port: 0, target: { type: 'url', url: URL.SLUICE_WEBHOOK_URL }, failurePolicy: 'Fail' }],
  ])('of %j is %j', (source, expected) => expect(parseEnv(source).webhook).toEqual(expected))

  test.each([
    [PORT, /^SLUICE_WEBHOOK_PORT needs one of/],
    [{ ...PORT, ...SERVICE, ...URL }, /^SLUICE_WEBHOOK_PORT needs one of/],
    [{ ...PORT, SLUICE_WEBHOOK_SERVICE: 'sluice-webhook' }, /^SLUICE_WEBHOOK_SERVICE must be a namespace and a name/],
    [{ ...PORT, SLUICE_WEBHOOK_URL: 'http://sluice.test' }, /^SLUICE_WEBHOOK_URL must be an https/],
    [{ ...PORT, SLUICE_WEBHOOK_URL: 'https://sluice.test/?a' }, /^SLUICE_WEBHOOK_URL must have no user, query or fragment/],
    [{ ...PORT, ...SERVICE, SLUICE_WEBHOOK_FAILURE_POLICY: 'ignore' }, /^SLUICE_WEBHOOK_FAILURE_POLICY must be Ignore or Fail/],
    [{ SLUICE_WEBHOOK_PORT: '70000', ...SERVICE }, /^SLUICE_WEBHOOK_PORT must be a port/],
  ])('of %j is none', (source, message) => expect(() => parseEnv(source)).toThrow(message))
})
