import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PARTS, readText, type Definition } from '../../annotations/definition.ts'
import { DEFINITIONS } from '../../annotations/known.ts'
import { textOf } from './annotation-text.ts'

const valueOf = (definition: Definition, text: string): unknown => {
  const read = readText(definition, text)
  const schema = (PARTS[definition.part].schema as unknown as { shape: Record<string, { parse(value: unknown): unknown }> }).shape[definition.path[0]!]!
  return definition.path.length > 1 ? read : schema.parse(read)
}
const named = (name: string): Definition => DEFINITIONS.find((definition) => definition.name === name)!

test.each(DEFINITIONS.map((definition): [string, Definition] => [definition.name, definition]))('the example of %s is said again, no longer than it is', (_, definition) => {
  const value = valueOf(definition, definition.example)
  const text = textOf(definition, value)
  expect(text).not.toBeNull()
  expect(valueOf(definition, text!)).toEqual(value)
  expect(text!.replace(/[ {}]/g, '').length).toBeLessThanOrEqual(definition.example.replace(/[ {}]/g, '').length)
})

describe('the shortest plain text', () => {
  test.each<[string, unknown, string | null]>([
    ['strip-path', true, 'true'],
    ['regex-priority', -5, '-5'],
    ['methods', ['GET', 'HEAD'], 'GET, HEAD'],
    ['tags', [], '[]'],
    ['tags', ['a, b', 'c'], '[ "a, b", c ]'],
    ['tags', ['null', '1', 'true'], 'null, 1, true'],
    ['headers', { 'x-a': ['1'], 'x-b': ['a', 'b'] }, '{ x-a: "1", x-b: [ a, b ] }'],
    ['headers', {}, '{}'],
    ['rewrite-target', '/$2', '/$2'],
    ['hsts', [], 'false'],
    ['hsts', [{ type: 'hsts', maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: false }], 'true'],
    ['canary-sticky', { cookie: 'sluice-side', maxAgeSeconds: 60 }, '{ maxAgeSeconds: 60 }'],
    ['rewrite-path', [{ type: 'rewritePath', mode: 'prefix', value: '/v2' }], '{ mode: prefix, value: /v2 }'],
    ['rewrite-path', [], null],
    ['rewrite-host', [], null],
    ['rewrite-target', undefined, null],
    ['respond', [{ type: 'respond', statusCode: 503, body: 'two\nlines', contentType: 'text/plain; charset=utf-8', headers: {} }], '{"statusCode":503,"body":"two\\nlines"}'],
  ])('%s of %j', (name, value, text) => {
    expect(textOf(named(name), value)).toBe(text)
  })
})

test('every text of a list or a map is read as it was', () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map((text) => text.replace(/\p{Cc}/gu, '').trim()).filter((text) => text !== '' && text.isWellFormed())
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 5 }), (tags) => {
      const text = textOf(named('tags'), tags)
      expect(text === null ? null : valueOf(named('tags'), text)).toEqual(tags)
      const value = Object.fromEntries(tags.map((tag) => [tag, [tag, 'x']]))
      const map = textOf(named('query'), value)
      expect(map === null ? null : valueOf(named('query'), map)).toEqual(value)
    }),
  )
})
