import { describe, expect, test } from 'vitest'
import { compilePattern, find, matchAtStart, matchedLength, searches, type Pattern } from './pattern.ts'

function compiled(source: string, caseInsensitive = false, use: 'start' | 'search' = 'start'): Pattern {
  const result = compilePattern(source, caseInsensitive, use)
  if (!result.ok) throw new Error(`${source}: ${result.reason}`)
  return result.pattern
}

const reasonOf = (source: string, use: 'start' | 'search' = 'start'): string | null => {
  const result = compilePattern(source, false, use)
  return result.ok ? null : result.reason
}

describe('at the start of a path', () => {
  test.each([
    // Kong
    ['/users/(?<id>\\d+)$', '/users/42', 9, { 1: '42', id: '42' }],
    ['/users/(?<id>\\d+)$', '/users/42/x', -1, {}],
    ['/status/\\d+', '/status/200/a', 11, {}],
    ['/version/(?<version>\\d+)/users/(?<user>\\S+)', '/version/1/users/john', 21, { 1: '1', 2: 'john', version: '1', user: 'john' }],
    ['/hello$', '/hello', 6, {}],
    ['/hello$', '/hello/', -1, {}],
    ['/hello', '/hello/world', 6, {}],
    ['(?i)/API', '/api/x', 4, {}],
    ['/\\d++', '/12a', 3, {}],
    ['(?>/a+)b', '/aab', 4, {}],
    ['\\/foo\\/bar', '/foo/bar', 8, {}],
    // ingress-nginx
    ['/something(/|$)(.*)', '/something/new/x', 16, { 1: '/', 2: 'new/x' }],
    ['/something(/|$)(.*)', '/something', 10, { 1: '', 2: '' }],
    ['/something(/|$)(.*)', '/somethingelse', -1, {}],
    ['/v[0-9]+/.*', '/v12/users', 10, {}],
    ['/foo/bar/[A-Z0-9]{3}', '/foo/bar/A1B', 12, {}],
    ['^/(api|web)/(.+)$', '/web/a', 6, { 1: 'web', 2: 'a' }],
    // Those that V8 is not given
    ['/.*\\.(png|jpe?g)$', '/img/a.b/c.jpeg', 15, { 1: 'jpeg' }],
    ['/(.*)/edit', '/a/b/edit/x', 9, { 1: 'a/b' }],
    ['/(a)?(b)?', '/b', 2, { 2: 'b' }],
    ['(?:(a)|b)*', 'ab', 2, { 1: 'a' }],
    ['/\\p{L}+', '/été1', 4, {}],
    ['/.', '/😀', 3, {}],
  ])('%s on %s', (source, path, end, captures) => {
    const pattern = compiled(source)
    expect(matchedLength(pattern, path)).toBe(end)
    expect(matchAtStart(pattern, path)).toEqual(end === -1 ? null : { end, captures })
  })

  test('without regard to case', () => {
    expect(matchedLength(compiled('/API/v1', true), '/api/V1/x')).toBe(7)
    expect(matchedLength(compiled('/straße', true), '/STRAßE')).toBe(7)
    // Kelvin sign and long s are no ASCII letters.
    expect(matchedLength(compiled('/ks', true), '/\u212a\u017f')).toBe(-1)
  })

  test('a pattern keeps no state from one text to the next', () => {
    const pattern = compiled('/a(b)?.*c')
    expect(matchAtStart(pattern, '/abc')).toEqual({ end: 4, captures: { 1: 'b' } })
    expect(matchAtStart(pattern, '/x')).toBeNull()
    expect(matchAtStart(pattern, '/ac')).toEqual({ end: 3, captures: {} })
  })
})

describe('anywhere in a text', () => {
  test('the first occurrence, with every group', () => {
    expect(searches(compiled('b+', false, 'search'), 'abc')).toBe(true)
    expect(searches(compiled('^b', false, 'search'), 'abc')).toBe(false)
    expect(find(compiled('(?<x>b)(d)?', false, 'search'), 'abc')).toEqual([[1, 2], [1, 2], null])
    expect(find(compiled('d'), 'abc')).toBeNull()
  })
})

describe('which engine runs', () => {
  test.each([
    ['/foo', 'literal'],
    ['^/foo$', 'literal'],
    ['/users/(?<id>\\d+)$', 'native'],
    ['/(js|json|jpg|png)$', 'native'],
    ['/something(/|$)(.*)', 'native'],
    ['/(?:[a-z]+/)*[0-9]+', 'native'],
    ['/.*x', 're2'],
    ['(a*)*b', 're2'],
    ['(a|a)*c', 're2'],
    ['(?:a+)+b', 're2'],
    ['(a|aa)+$', 're2'],
    ['(x+x+)+y', 're2'],
    ['(?:(a)|b)*', 're2'],
    ['\\p{L}', 're2'],
  ])('%s: %s', (source, kind) => expect(compiled(source).runner.kind).toBe(kind))
})

describe('hostile patterns', () => {
  const texts = ['a'.repeat(8192), `/${'ab/'.repeat(2730)}`, `${'a'.repeat(8191)}!`]

  // Backtracking would take longer than the universe has; the engines take tens of milliseconds at most.
  const bounded = [
    '(a*)*b', '(a|a)*c', '(.*)*x', '(a|aa)+$', '(?:a?){200}a{200}', '(x+x+)+y|(a+a+)+y', '(.*a){12}$', '([a-z/]+)*1', '(?:a*){70}b',
    '(?:[^/]*/)*!', '(?:/[a-z]*)*!',
  ]
  test.each(bounded)('%s takes linear time', (source) => {
    const pattern = compiled(source)
    for (const text of texts) {
      const start = performance.now()
      matchAtStart(pattern, text)
      expect(performance.now() - start).toBeLessThan(1000)
    }
  })

  const large = ['(a?){500}a{500}', '(?:.*a){200}', '.*a{200}b', '((a{100}){100}){100}', '(?:a*b?){999}', '(?:ab|b?){900}']
  test.each(large)('%s is too large', (source) => {
    expect(reasonOf(source)).toMatch(/too large|multiply/)
  })

  test('a search may start anywhere, so that less is allowed', () => {
    expect(reasonOf('[ab]{400}c')).toBeNull()
    expect(reasonOf('[ab]{400}c', 'search')).toMatch(/too large/)
  })

  test('long lists of words are fine', () => {
    const words = Array.from({ length: 300 }, (_, index) => `word${index}`)
    expect(matchedLength(compiled(`/(?:${words.join('|')})/x`), '/word299/x')).toBe(10)
  })

  test.each([
    ['^/(?!admin)', /^look-ahead/],
    ['\\p{Nope}', /^the property \\p\{Nope\} is not known/],
    ['(', /not closed/],
  ])('%s is refused with its reason', (source, reason) => expect(reasonOf(source)).toMatch(reason))
})
