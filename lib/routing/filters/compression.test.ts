import { describe, expect, test } from 'vitest'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { Compression } from '#lib/model/filters/compression.ts'
import { compressionRule, compressionVerdict, negotiate, type Coding } from './compression.ts'

const BOTH: Coding[] = ['br', 'gzip']

describe('the coding of an answer', () => {
  test.each<[accepted: string[] | undefined, offered: Coding[], expected: Coding | null]>([
    [undefined, BOTH, null],
    [[''], BOTH, null],
    [['gzip'], BOTH, 'gzip'],
    [['br'], BOTH, 'br'],
    [['gzip, deflate, br, zstd'], BOTH, 'br'],
    [['gzip, deflate, br, zstd'], ['gzip', 'br'], 'gzip'],
    [['gzip, deflate, br, zstd'], ['gzip'], 'gzip'],
    [['gzip', 'br'], BOTH, 'br'],
    [['GZip'], BOTH, 'gzip'],
    [['x-gzip'], BOTH, 'gzip'],
    [['deflate, zstd'], BOTH, null],
    // Weights come before our order.
    [['br;q=0.5, gzip'], BOTH, 'gzip'],
    [['br;q=0.5, gzip;q=0.4'], ['gzip', 'br'], 'br'],
    [['br ; q=0.001'], BOTH, 'br'],
    [['br;q=0, gzip;q=0'], BOTH, null],
    [['br;q=0.000, gzip'], BOTH, 'gzip'],
    // The asterisk stands for what is not named.
    [['*'], BOTH, 'br'],
    [['*;q=0.5, br;q=0'], BOTH, 'gzip'],
    [['*;q=0'], BOTH, null],
    [['gzip, *;q=0'], BOTH, 'gzip'],
    [['*, br;q=0.9'], BOTH, 'gzip'],
    // Identity, where it is named.
    [['identity'], BOTH, null],
    [['identity;q=1, gzip;q=0.5'], BOTH, null],
    [['identity;q=0.5, gzip;q=0.5'], BOTH, 'gzip'],
    [['identity;q=0, gzip;q=0.1'], BOTH, 'gzip'],
    [['identity, *'], BOTH, 'br'],
    // What cannot be read counts for nothing.
    [['gzip;q=2, br;q=x'], BOTH, null],
    [['gzip;level=9'], BOTH, null],
    [['gzip br'], BOTH, null],
    [[',, gzip ,'], BOTH, 'gzip'],
    [['gzip;q=0, gzip;q=1'], BOTH, null],
  ])('%j of %j is %s', (accepted, offered, expected) => {
    expect(negotiate(accepted, offered)).toBe(expected)
  })
})

const rule = (given: Partial<FilterOf<'compression'>> = {}) => compressionRule({ ...Compression.parse({ type: 'compression' }), ...given })
const HTML = 'Content-Type: text/html; charset=utf-8\r\n'
const verdict = (fields: string, { status = 200, length = 1000 as number | null, accepted = ['gzip'] as string[] | undefined, given = {} } = {}) =>
  compressionVerdict(rule(given), accepted, { status, length, fields })

describe('an answer is left alone, and nothing is said about it', () => {
  test.each<[why: string, fields: string, facts: Parameters<typeof verdict>[1]]>([
    ['an interim answer', HTML, { status: 103 }],
    ['204', HTML, { status: 204 }],
    ['205', HTML, { status: 205 }],
    ['a part', HTML, { status: 206 }],
    ['304', HTML, { status: 304 }],
    ['a short one', HTML, { length: 255 }],
    ['an empty one', HTML, { length: 0, given: { minBytes: 0 } }],
    ['a type that is not listed', 'Content-Type: image/png\r\n', {}],
    ['no type', '', {}],
    ['compressed already', `${HTML}Content-Encoding: zstd\r\n`, {}],
    ['no-transform', `${HTML}Cache-Control: max-age=5, No-Transform\r\n`, {}],
    ['a checksum of its bytes', `${HTML}Content-Digest: sha-256=:abc=:\r\n`, {}],
  ])('%s', (_, fields, facts) => {
    expect(verdict(fields, facts)).toEqual({ coding: null, fields, isStream: false })
  })
})

describe('an answer is compressed', () => {
  test.each<[why: string, fields: string, facts: Parameters<typeof verdict>[1]]>([
    ['of a type with parameters', HTML, {}],
    ['of a type in capitals', 'Content-Type: Application/JSON\r\n', {}],
    ['whose length is not known', HTML, { length: null }],
    ['just long enough', HTML, { length: 256 }],
    ['an error', HTML, { status: 503 }],
    ['of any type, where that is asked for', 'Content-Type: image/png\r\n', { given: { contentTypes: ['*'] } }],
    ['of no type, where any is asked for', '', { given: { contentTypes: ['*'] } }],
    ['that may be kept', `${HTML}Cache-Control: max-age=5, private="no-transform"\r\n`, {}],
  ])('%s', (_, fields, facts) => {
    const { coding, fields: changed } = verdict(fields, facts)
    expect(coding).toBe('gzip')
    expect(changed).toBe(`${fields}Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n`)
  })
})

describe('what an answer says about itself', () => {
  test('length and ranges go, a strong tag becomes weak', () => {
    const fields = `content-length: 1000\r\n${HTML}ETag: "a\\"b"\r\nAccept-Ranges: bytes\r\nX: 1\r\n`
    expect(verdict(fields).fields).toBe(`${HTML}ETag: W/"a\\"b"\r\nX: 1\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n`)
  })
  test('a weak tag stays', () => expect(verdict(`${HTML}ETag: W/"a"\r\n`).fields).toContain('\r\nETag: W/"a"\r\n'))
  test.each(['Accept-Encoding', 'Origin, accept-encoding', '*'])('Vary: %s says it already', (value) => {
    expect(verdict(`${HTML}Vary: ${value}\r\n`).fields.match(/vary/gi)).toHaveLength(1)
  })
  test('other fields of Vary stay', () => expect(verdict(`${HTML}Vary: Origin\r\n`).fields).toMatch(/Vary: Origin\r\n[^]*Vary: Accept-Encoding\r\n$/))
  test('for a client that takes no coding, only Vary is added', () => {
    const fields = `Content-Length: 1000\r\n${HTML}ETag: "a"\r\n`
    expect(verdict(fields, { accepted: ['zstd'] })).toEqual({ coding: null, fields: `${fields}Vary: Accept-Encoding\r\n`, isStream: false })
  })
  test('events are a stream', () => expect(verdict('Content-Type: text/event-stream\r\n', { length: null }).isStream).toBe(true))
})
