import { describe, expect, test } from 'vitest'
import type { TraceResult } from './protocol.ts'
import { encodeTraceResult, signTrace, verifyTrace } from './trace-header.ts'
import { decodeTraceResult } from './trace-result.ts'

const TOKEN = 'a token of the link'
const NOW = 1_800_000_000_000

describe('the signed trace header', () => {
  test('is accepted once', () => {
    const seen = new Map<string, number>()
    const value = signTrace(TOKEN, NOW)
    expect(verifyTrace(TOKEN, value, NOW + 1000, seen)).toBe(true)
    expect(verifyTrace(TOKEN, value, NOW + 1000, seen)).toBe(false)
  })

  test.each([
    ['at its last moment', 30_000, true],
    ['after it', 30_001, false],
    ['from a clock that is a little ahead', -30_000, true],
    ['from the future', -30_001, false],
  ])('%s', (_, age, accepted) => {
    expect(verifyTrace(TOKEN, signTrace(TOKEN, NOW), NOW + age, new Map())).toBe(accepted)
  })

  test('of another token is refused', () => {
    expect(verifyTrace(TOKEN, signTrace('another token', NOW), NOW, new Map())).toBe(false)
  })

  test('with a changed time is refused', () => {
    const value = signTrace(TOKEN, NOW)
    expect(verifyTrace(TOKEN, value.replace(String(NOW), String(NOW + 1)), NOW, new Map())).toBe(false)
  })

  test.each(['', '1', 'a.b.c', `${NOW}..`, '\u0000'])('of a wrong shape (%j) is refused', (value) => {
    expect(verifyTrace(TOKEN, value, NOW, new Map())).toBe(false)
  })

  test('remembers no nonce longer than its value is valid, and none that was refused', () => {
    const seen = new Map<string, number>()
    verifyTrace(TOKEN, signTrace('another token', NOW), NOW, seen)
    expect(seen.size).toBe(0)
    verifyTrace(TOKEN, signTrace(TOKEN, NOW), NOW, seen)
    verifyTrace(TOKEN, signTrace(TOKEN, NOW + 60_000), NOW + 60_000, seen)
    expect(seen.size).toBe(1)
  })
})

describe('the trace result', () => {
  const result: TraceResult = {
    proxy: 'a:8000', digest: 'd', listener: 'http', workspace: 'default', route: 'shop ✓', rank: 3, side: 'canary',
    service: 'shop', target: '127.0.0.1:1', upstreamUrl: 'http://127.0.0.1:1/', tries: 1,
  }
  test('survives the header', () => expect(decodeTraceResult(encodeTraceResult(result))).toEqual(result))
  test.each(['', 'e30', '%%%', 'bm90IGpzb24'])('%j is none', (value) => expect(decodeTraceResult(value)).toBeNull())
})
