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
