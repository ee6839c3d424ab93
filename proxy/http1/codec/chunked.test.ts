import { describe, expect, test } from 'vitest'
import { createChunked, walkChunks } from './chunked.ts'
import { LIMITS } from './testing/read-messages.ts'

function walk(text: string, { payloadOnly = false, cuts = [] as number[] } = {}) {
  const buffer = Buffer.from(text, 'latin1')
  const state = createChunked(LIMITS)
  const passed: string[] = []
  let at = 0
  for (const end of [...cuts, buffer.length]) {
    const next = walkChunks(state, buffer, at, end, (from, to) => passed.push(text.slice(from, to)), payloadOnly)
    if (typeof next !== 'number') return { refused: next.reason, passed }
    at = next
  }
  return { at, passed, done: state.done, payload: state.payload, trailers: state.trailers }
}

test('framing and data go on in one range, the last chunk does not', () => {
  expect(walk('5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\nGET')).toEqual({
    at: '5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n'.length, passed: ['5\r\nhello\r\nA\r\n0123456789\r\n'], done: true, payload: 15, trailers: '',
  })
})
test('an empty body', () => expect(walk('0\r\n\r\n')).toMatchObject({ passed: [], done: true, payload: 0 }))
test('extensions are cut out', () => expect(walk('5;a=b\r\nhello\r\n1;c\r\n!\r\n0;d="e"\r\n\r\n')).toMatchObject({ passed: ['5', '\r\nhello\r\n1', '\r\n!\r\n'], done: true }))
test('leading zeros are cut out', () => expect(walk('0005\r\nhello\r\n0a\r\n0123456789\r\n000\r\n\r\n').passed).toEqual(['5\r\nhello\r\n', 'a\r\n0123456789\r\n']))
test('data alone', () => expect(walk('5;a\r\nhello\r\n1\r\n!\r\n0\r\n\r\n', { payloadOnly: true })).toMatchObject({ passed: ['hello', '!'], payload: 6 }))
test('a large chunk in pieces', () => {
  expect(walk(`10000\r\n${'x'.repeat(65_536)}\r\n0\r\n\r\n`, { cuts: [3, 100, 50_000] }).passed.map((part) => part.length)).toEqual([3, 97, 49_900, 15_545])
})
test('every cut gives the same bytes', () => {
  const text = '005;x=y\r\nhello\r\n1\r\n!\r\n00;z\r\nX-Sum: 1\r\n\r\nrest'
  for (const payloadOnly of [false, true]) {
    const whole = walk(text, { payloadOnly })
    for (let at = 0; at <= text.length; at++) {
      const cut = walk(text, { payloadOnly, cuts: [at] })
      expect({ ...cut, passed: cut.passed.join('') }).toEqual({ ...whole, passed: whole.passed.join('') })
      expect(cut.passed).not.toContain('')
    }
  }
})
test('a trailer section as long as a head may be', () => {
  const section = (length: number): string => `0\r\nA: ${'b'.repeat(length - 7)}\r\n\r\n`
  expect(walk(section(LIMITS.headBytes))).toMatchObject({ done: true })
  expect(walk(section(LIMITS.headBytes + 1))).toMatchObject({ refused: 'trailer' })
})

describe('what is refused, cut anywhere', () => {
  test.each([
    ['no size', '\r\n', 'chunk-size'], ['a space', '5 \r\nhello\r\n', 'chunk-size'], ['hexadecimal notation', '0x5\r\n', 'chunk-size'],
    ['14 digits', '1'.repeat(14), 'chunk-size'], ['a line of zeros', '0'.repeat(257), 'chunk-size'],
    ['LF behind the size', '5\nhello', 'bare-lf'], ['CR behind the size', '5\rhello', 'bare-cr'], ['LF alone', '\n', 'bare-lf'],
    ['no CR behind data', '1\r\nab\r\n', 'chunk-end'], ['no LF behind data', '1\r\na\rb', 'chunk-end'], ['LF behind data', '1\r\na\n', 'chunk-end'],
    ['a bad extension', '1; a\r\n', 'chunk-extension'], ['a long line', `1;${'a'.repeat(255)}`, 'chunk-extension'],
    ['LF in an extension', '1;a\n', 'bare-lf'], ['CR in an extension', '1;a\rb', 'bare-cr'],
    ['a bad trailer', '0\r\nA\r\n\r\n', 'trailer'], ['a length', '0\r\nContent-Length: 1\r\n\r\n', 'trailer'], ['LF in trailers', '0\r\nA: 1\n', 'bare-lf'], ['CR in trailers', '0\r\nA: 1\r2', 'bare-cr'],
  ])('%s', (_, text, refused) => {
    for (let at = 0; at <= text.length; at++) expect(walk(text, { cuts: [at] })).toMatchObject({ refused })
    expect(walk(text, { payloadOnly: true })).toMatchObject({ refused })
  })
})
