import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BodyStore } from './body-store.ts'
import { CHUNKED } from './codec/message.ts'
import { RequestBody, type BodySink } from './request-body.ts'

const makeStore = () => new BodyStore({ onRoom: () => {}, onStored: () => {}, onBroken: () => {} })

/** A body in chunks, with what a client may write around them. */
const chunks = fc.array(fc.record({ text: fc.string({ minLength: 1, maxLength: 40 }), zeros: fc.nat(3), extension: fc.constantFrom('', ';a=b', ';c') }), { maxLength: 8 })
const wireOf = (list: { text: string; zeros: number; extension: string }[]) =>
  list.map(({ text, zeros, extension }) => `${'0'.repeat(zeros)}${Buffer.byteLength(text).toString(16)}${extension}\r\n${text}\r\n`).join('')

/** Feeds the bytes in pieces that end at the given shares of them; before one of these, `at` is called. */
function feed(body: RequestBody, wire: Buffer, cuts: number[], at: number, then: () => void): void {
  const ends = [...new Set([...cuts.map((cut) => Math.floor(cut * wire.length)), wire.length])].sort((a, b) => a - b)
  let from = 0
  for (const [index, end] of ends.entries()) {
    if (index === at % ends.length) then()
    expect(body.feed(wire, from, end)).toEqual({ kind: 'taken', used: end - from })
    from = end
  }
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

test('a body that is stored from any point on has its bytes without framing', () => {
  fc.assert(fc.property(chunks, cuts, fc.nat(), fc.boolean(), (list, places, at, hasTrailers) => {
    const body = new RequestBody(CHUNKED)
    const store = makeStore()
    feed(body, Buffer.from(`${wireOf(list)}0\r\n${hasTrailers ? 'X-Sum: 1\r\n' : ''}\r\n`), places, at, () => body.store(store))
    const text = list.map((chunk) => chunk.text).join('')
    expect(Buffer.concat(store.pieces!).toString()).toBe(text)
    expect([body.isComplete, body.sentLength]).toEqual([true, hasTrailers ? CHUNKED : Buffer.byteLength(text)])
    store.release()
  }))
})

test('whoever taps a body gets what comes from then on, to its end', () => {
  fc.assert(fc.property(chunks, cuts, fc.nat(), (list, places, at) => {
    const body = new RequestBody(CHUNKED)
    let before = ''
    const heard = ['', '']
    const taps = heard.map((_, index): BodySink => ({
      onBody: (buffer, from, to) => void (heard[index] += buffer.toString('utf8', from, to)),
      onBodyEnd: (trailers) => void (heard[index] += `end${trailers}`),
    }))
    // Latin text alone: pieces may end within a character.
    const plain = list.map((chunk) => ({ ...chunk, text: Buffer.from(chunk.text).toString('hex') }))
    feed(body, Buffer.from(`${wireOf(plain)}0\r\nX-Sum: 1\r\n\r\n`), places, at, () => {
      before = body.atHand?.toString() ?? ''
      for (const tap of taps) body.tap(tap)
    })
    const sent = plain.map(({ text }) => `${text.length.toString(16)}\r\n${text}\r\n`).join('')
    expect(heard.map((text) => before + text)).toEqual([`${sent}endX-Sum: 1\r\n`, `${sent}endX-Sum: 1\r\n`])
  }))
})

describe('the limit', () => {
  test.each<[length: number, received: string, most: number, isTooLong: boolean]>([
    [10, '', 10, false],
    [11, '', 10, true],
    [11, '', 0, false],
    [CHUNKED, 'a\r\n0123456789\r\n', 10, false],
    [CHUNKED, 'a\r\n0123456789\r\n', 9, true],
  ])('of a body of %i with "%s" at hand, %i: %s', (length, received, most, isTooLong) => {
    const body = new RequestBody(length)
    body.feed(Buffer.from(received), 0, received.length)
    expect(body.limit(most)).toBe(isTooLong)
  })

  test('holds for what comes later, stored or not', () => {
    for (const isStored of [false, true]) {
      const body = new RequestBody(CHUNKED)
      expect(body.limit(4)).toBe(false)
      if (isStored) body.store(makeStore())
      expect(body.feed(Buffer.from('5\r\nhello\r\n'), 0, 10)).toEqual({ kind: 'too-long' })
    }
  })
})
