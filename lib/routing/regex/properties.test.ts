import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compilePattern, matchAtStart, matchedLength, searches } from '#lib/routing/pattern.ts'
import { randomRegex, randomText } from '#lib/testing/random-regex.ts'
import { endsOpen } from './ends-open.ts'
import { literalPrefix, wholeLiteral } from './literal-prefix.ts'
import { translateRegex } from './translate.ts'
import { witnesses } from './witness.ts'

const RUNS = { numRuns: 5000 }
const sample = fc.record({ regex: randomRegex, ignoreCase: fc.boolean(), texts: fc.array(randomText, { minLength: 1, maxLength: 4 }) })

const lengthInV8 = (source: string, ignoreCase: boolean, text: string): number =>
  new RegExp(`^(?:${source})`, ignoreCase ? 'i' : '').exec(text)?.[0].length ?? -1

function lengthInRe2(source: string, text: string): number {
  const matcher = RE2JS.compile(source).matcher(text)
  return matcher.lookingAt() ? matcher.end() : -1
}

describe('random patterns and texts', () => {
  test('take what PCRE takes, or are refused, whatever runs them', () => {
    const kinds = { literal: 0, native: 0, re2: 0, refused: 0 }
    fc.assert(fc.property(sample, ({ regex, ignoreCase, texts }) => {
      const result = compilePattern(regex.pcre, ignoreCase)
      const translated = translateRegex(regex.pcre, ignoreCase)
      if (!result.ok || !translated.ok) {
        kinds.refused++
        return
      }
      kinds[result.pattern.runner.kind]++
      for (const text of texts) {
        const expected = lengthInV8(regex.v8, ignoreCase, text)
        expect(matchedLength(result.pattern, text)).toBe(expected)
        expect(matchAtStart(result.pattern, text)?.end ?? -1).toBe(expected)
        expect(lengthInRe2(translated.source, text)).toBe(expected)
        expect(searches(result.pattern, text)).toBe(new RegExp(regex.v8, ignoreCase ? 'i' : '').test(text))
      }
    }), RUNS)
    // The comparison says something only if each way of running is met often.
    for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(50)
  })

  test('start with their literal prefix, and a whole literal is all that they take', () => {
    let certain = 0
    fc.assert(fc.property(sample, ({ regex, ignoreCase, texts }) => {
      const result = compilePattern(regex.pcre, ignoreCase)
      if (!result.ok) return
      const prefix = literalPrefix(regex.pcre, ignoreCase)
      const whole = wholeLiteral(regex.pcre, ignoreCase)
      if (prefix !== '') certain++
      for (const text of [...texts, ...texts.map((rest) => prefix + rest), prefix]) {
        const length = matchedLength(result.pattern, text)
        if (length !== -1) expect(text.startsWith(prefix)).toBe(true)
        if (whole) expect(length).toBe((whole.exact ? text === whole.text : text.startsWith(whole.text)) ? whole.text.length : -1)
      }
    }), RUNS)
    expect(certain).toBeGreaterThan(500)
  })

  test('with an open end take every longer text', () => {
    let taken = 0
    fc.assert(fc.property(sample, randomText, ({ regex, ignoreCase, texts }, more) => {
      const result = compilePattern(regex.pcre, ignoreCase)
      if (!result.ok || !endsOpen(regex.pcre, ignoreCase)) return
      for (const text of [...texts, ...witnesses(regex.pcre, ignoreCase)]) {
        if (matchedLength(result.pattern, text) === -1) continue
        taken++
        expect(matchedLength(result.pattern, text + more)).not.toBe(-1)
      }
    }), RUNS)
    expect(taken).toBeGreaterThan(500)
  })

  test('take their witnesses, which are few, different and the same each time', () => {
    fc.assert(fc.property(sample, ({ regex, ignoreCase }) => {
      const found = witnesses(regex.pcre, ignoreCase)
      expect(found.length).toBeLessThanOrEqual(3)
      expect(new Set(found).size).toBe(found.length)
      expect(witnesses(regex.pcre, ignoreCase)).toEqual(found)
      for (const text of found) expect(lengthInV8(regex.v8, ignoreCase, text)).not.toBe(-1)
    }), { numRuns: 2000 })
  })
})
