import { describe, expect, test } from 'vitest'
import { translateRegex } from './translate.ts'

const translated = (source: string, ignoreCase = false): string => {
  const result = translateRegex(source, ignoreCase)
  return result.ok ? result.source : `refused: ${result.reason}`
}

describe('what is translated', () => {
  test.each([
    // Plain text, escapes and classes
    ['/foo/bar', '/foo/bar'],
    ['\\/foo\\-bar\\.html', '/foo-bar\\.html'],
    ['\\x41\\x{e9}\\u00e9\\101\\o{101}\\cA\\e\\0', 'A\\x{e9}\\x{e9}AA\\x{1}\\x{1b}\\x{0}'],
    ['[]a]', '[\\]a]'],
    ['[^]a]', '[^\\]a]'],
    ['[a-]', '[\\-a]'],
    ['[\\w-.]', '[\\-.0-9A-Z_a-z]'],
    ['[a-\\d]', '[\\-0-9a]'],
    ['[[:alpha:][:^ascii:]]', '[A-Za-z\\x{80}-\\x{10ffff}]'],
    ['[\\Q^]\\E-z]', '[\\-\\]\\^z]'],
    ['[\\b\\x2f]', '[\\x{8}/]'],
    ['[^\\d/]', '[^/-9]'],
    ['\\d\\D\\s\\h\\N', '[0-9][^0-9][\\x{9}-\\x{d} ][\\x{9} \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}].'],
    ['\\pL\\p{^Lu}[^\\p{L&}/]', '[\\p{L}][\\P{Lu}][^/\\p{LC}]'],
    ['\\Qa.b\\E+', 'a\\.b+'],
    ['\\Q[a', '\\[a'],
    ['{a}', '\\{a\\}'],
    // Anchors
    ['^/a$', '^/a$'],
    ['\\A/a\\Z', '^/a$'],
    ['(?m)^a$', '(?m:^)a(?m:$)'],
    ['\\ba\\B', '\\ba\\B'],
    // Quantifiers
    ['a{2}b{2,}c{2,3}d{,3}', 'a{2}b{2,}c{2,3}d\\{,3\\}'],
    ['a*?b+?c??d{1,2}?', 'a*?b+?c??d{1,2}?'],
    ['(?U)a+b+?', 'a+?b+'],
    ['(?:ab)+(?:c)+', '(?:ab)+c+'],
    // Groups
    ["(a)(?<x>b)(?'y'c)(?P<z>d)(?:e)", '(a)(?<x>b)(?<y>c)(?<z>d)e'],
    ['(?n)(a)(?<x>b)', 'a(?<x>b)'],
    ['a(?#note)+b', 'a+b'],
    ['(?x) a b + # note\n c [ d]', 'ab+c[ d]'],
    ['()|a', '()|a'],
    // Flags
    ['(?i)/API', '/[Aa][Pp][Ii]'],
    ['(?:a(?i)b|c)d', '(?:a[Bb]|[Cc])d'],
    ['(?i:a)b(?-i)c', '[Aa]bc'],
    ['(?i)[a-c]é(?^)a', '[A-Ca-c][\\x{c9}\\x{e9}]a'],
    ['(?s).(?-s).', '[\\x{0}-\\x{10ffff}].'],
    ['(*UTF8)(*UCP)é', '\\x{e9}'],
    // Alternatives
    ['/(png|jpg|jpeg)', '/(png|jp(?:g|eg))'],
    ['ab|cd|ae', 'a(?:b|e)|cd'],
    ['(a)b|(a)c', '(a)b|(a)c'],
  ])('%s', (source, expected) => expect(translated(source)).toBe(expected))

  test('all of it, when case is ignored from the start', () => {
    expect(translated('/a1(?-i)b', true)).toBe('/[Aa]1b')
    expect(translated('k', true)).toBe('[Kk]')
  })
})

describe('possessive and atomic forms that are the same as plain ones', () => {
  test.each([
    ['\\d++', '(?:[0-9]+)'],
    ['/\\d++/x', '/(?:[0-9]+)/x'],
    ['(?>a+)b', '(?:a+)b'],
    ['[^/]*+/x', '(?:[^/]*)/x'],
    ['a?+$', '(?:a?)$'],
    ['(?>abc)abc', '(?:abc)abc'],
    ['(?>a|b)a', '(?:a|b)a'],
    ['(?:[a-z]++/)*', '(?:(?:[a-z]+)/)*'],
    ['a++b?', '(?:a+)b?'],
    ['(?:a++|b)c', '(?:(?:a+)|b)c'],
    ['(?>a|ab)', '(?:a(?:|b))'],
    ['a{2}+a', '(?:a{2})a'],
    ['(?:/[a-z]++)+$', '(?:/(?:[a-z]+))+$'],
  ])('%s', (source, expected) => expect(translated(source)).toBe(expected))

  const unproven = ['a++a', '(?>a|ab)c', '(?:a++){3}', '.*+x', '(?>a+?)b', '\\w++\\b', '(?:a*+)a', '(?>a*)^', '[a-z]?+[a-c]']
  test.each(unproven)('%s might not be', (source) => {
    expect(translated(source)).toMatch(/^refused: ".+" keeps what it took/)
  })
})

describe('what is refused', () => {
  test.each([
    ['^/(?!admin)', /^look-ahead .* route of their own/],
    ['/a(?=/|$)', /^look-ahead/],
    ['(?<=/)a', /^look-behind/],
    ['(?<!/)a', /^look-behind/],
    ['(a)\\1', /^a back-reference/],
    ['(?<n>a)\\k<n>', /^a back-reference/],
    ['(?<n>a)(?P=n)', /^a back-reference/],
    ['(a)\\g{-1}', /^a back-reference/],
    ['(?R)', /^recursion/],
    ['(a(?1)?)', /^recursion/],
    ['(?&n)(?<n>a)', /^recursion/],
    ['(?(1)a|b)', /^a condition/],
    ['(?|(a)|(b))', /^branch reset/],
    ['a\\Kb', /^\\K/],
    ['\\Ga', /^\\G/],
    ['\\X', /^\\X/],
    ['a(*SKIP)b', /^a control verb/],
    ['a(?C1)', /^a callout/],
    ['(a', /not closed/],
    ['a)', /without its "\("/],
    ['[a', /class .* not closed/],
    ['[b-a]', /b-a .* backwards/],
    ['[[:nope:]]', /no class \[:nope:\]/],
    ['*a', /"\*" has nothing before it/],
    ['^*', /nothing before it/],
    ['a**', /nothing before it/],
    ['(?<n>a)(?<n>b)', /two groups have the name "n"/],
    ['(?<1>a)', /name of a group/],
    ['(?q)a', /no flag "q"/],
    ['a{1001}', /more than 1000 times/],
    ['a{3,2}', /wrong way round/],
    ['\\', /ends in a backslash/],
    ['\\y', /\\y has no meaning/],
    ['\\x{110000}', /no character/],
    ['(|a)*', /can be empty/],
    ['('.repeat(201) + ')'.repeat(201), /deeper than 200/],
    ['a'.repeat(4097), /longer than 4096/],
  ])('%s', (source, reason) => {
    const result = translateRegex(source, false)
    expect(result.ok).toBe(false)
    expect(!result.ok && result.reason).toMatch(reason)
    expect(!result.ok && result.reason).not.toMatch(/\.$/)
  })

  test('an octal number that names an existing group', () => {
    expect(translated('\\12')).toBe('\\x{a}')
    expect(translated(`${'(a)'.repeat(12)}\\12`)).toMatch(/^refused: a back-reference/)
  })
})
