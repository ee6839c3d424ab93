import { describe, expect, test } from 'vitest'
import { makeRecord } from '#lib/link/testing/record.ts'
import { lineOf, MOST_LINE_BYTES, quoted } from './access-log.ts'
import { shown } from './record.ts'

describe('combined', () => {
  const line = lineOf('combined')

  test('is what nginx and Apache write', () => {
    expect(line(makeRecord({ target: '/a?x=1', referer: 'https://x.test/' }))).toBe(
      '192.0.2.7 - - [21/Nov/2026:19:45:02 +0000] "GET /a?x=1 HTTP/1.1" 200 12 "https://x.test/" "test/1"\n',
    )
  })

  test('nothing is -', () => {
    expect(line(makeRecord({ clientAddress: '', userAgent: '' }))).toMatch(/^- - - \[.*" 200 12 "-" "-"\n$/)
  })

  test.each([
    ['a quote ends nothing', 'a" "b', String.raw`"a\x22 \x22b"`],
    ['a backslash escapes nothing', String.raw`a\b`, String.raw`"a\x5Cb"`],
    ['a line does not end early', 'a\r\nb\0', String.raw`"a\x0D\x0Ab\x00"`],
    ['no escape sequence reaches a terminal', '\x1b[31m\x7f\x9b', String.raw`"\x1B[31m\x7F\x9B"`],
    ['bytes as they came', 'caf\u00c3\u00a9', String.raw`"caf\xC3\xA9"`],
    ['what is no byte, as UTF-8', '…😀', String.raw`"\xE2\x80\xA6\xF0\x9F\x98\x80"`],
  ])('%s', (_, text, expected) => expect(quoted(text)).toBe(expected))
})

describe('json', () => {
  const line = lineOf('json')

  test('is one object a line, its time first', () => {
    const record = makeRecord({ userAgent: 'a"b\nc' })
    const text = line(record)
    expect(text).toMatch(/^\{"time":"2026-11-21T19:45:02\.007Z","id":/)
    expect(text.indexOf('\n')).toBe(text.length - 1)
    expect(JSON.parse(text)).toEqual({ time: '2026-11-21T19:45:02.007Z', ...record })
  })

  test('is ASCII, and says the same', () => {
    const userAgent = '\x7f\x9b…😀\u2028'
    const text = line(makeRecord({ userAgent }))
    expect(text).toMatch(/^[\x20-\x7e]+\n$/)
    expect((JSON.parse(text) as { userAgent: string }).userAgent).toBe(userAgent)
  })

  test('the time moves with the record', () => {
    const times = [0, 999, 1000, 61_001].map((at) => (JSON.parse(line(makeRecord({ at }))) as { time: string }).time)
    expect(times).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.999Z', '1970-01-01T00:00:01.000Z', '1970-01-01T00:01:01.001Z'])
  })
})

test.each(['json', 'combined'] as const)('whatever a client sends, a line of %s fits into one write to a pipe', (format) => {
  const long = '\xff'.repeat(20_000)
  const record = shown(makeRecord({ target: `/${long}`, userAgent: long, referer: long, host: long, sni: long, method: long, requestId: long }))
  const text = lineOf(format)(record)
  expect(text.length).toBeLessThanOrEqual(MOST_LINE_BYTES)
  expect(text).toContain('200')
})

test('what is shown has no secrets, and an end', () => {
  const record = shown(makeRecord({ target: `/?token=a&x=${'y'.repeat(5000)}`, referer: 'https://a:b@x.test/?code=1' }))
  expect(record.target).toMatch(/^\/\?token=\*\*\*&x=y+…$/)
  expect(record.target).toHaveLength(1026)
  expect(record.referer).toBe('https://x.test/?code=***')
})
