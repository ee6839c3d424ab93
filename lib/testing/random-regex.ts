import fc from 'fast-check'

/** A random pattern twice: as a user writes it, and for V8, where an atomic group is `(?=(?<n>…))\k<n>`. */
export type RandomRegex = { pcre: string; v8: string }

type Part = RandomRegex & { shape: 'atom' | 'concat' | 'alternate'; mayBeEmpty: boolean }

const wrap = (text: string) => `(?:${text})`
const asAtom = (part: Part): Part => (part.shape === 'atom' ? part : { ...part, shape: 'atom', pcre: wrap(part.pcre), v8: wrap(part.v8) })
const asItem = (part: Part): Part => (part.shape === 'alternate' ? asAtom(part) : part)

let atomicCount = 0
const atomicV8 = (inner: string) => {
  const name = `g${++atomicCount}`
  return `(?:(?=(?<${name}>${inner}))\\k<${name}>)`
}

const LETTERS = ['a', 'b', '/', '.', '[ab]', '[^a]', '\\w', '\\d', '1', 'B', 'aab', '/a']
const written = (text: string, shape: Part['shape'], mayBeEmpty: boolean): Part => ({ pcre: text, v8: text, shape, mayBeEmpty })
const letter = fc.constantFrom(...LETTERS).map((text) => written(text, text.length === 1 || /^[[\\]/.test(text) ? 'atom' : 'concat', false))
const assertion = fc.constantFrom('$', '^', '\\b', '\\B', '').map((text) => written(text, 'concat', true))
const both = (parts: readonly Part[], separator: string): RandomRegex => ({
  pcre: parts.map(({ pcre }) => pcre).join(separator),
  v8: parts.map(({ v8 }) => v8).join(separator),
})

const sign = fc.constantFrom('*', '+', '?', '{2}', '{1,2}')
const suffix = fc.constantFrom('', '', '?', '+')

const { part } = fc.letrec<{ part: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: letter },
    { weight: 1, arbitrary: assertion },
    {
      weight: 4,
      arbitrary: fc.array(tie('part'), { minLength: 2, maxLength: 3 }).map((parts): Part => {
        const items = parts.map(asItem)
        return { ...both(items, ''), shape: 'concat', mayBeEmpty: items.every((item) => item.mayBeEmpty) }
      }),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('part'), { minLength: 2, maxLength: 3 }).map((parts): Part => ({
        ...both(parts, '|'), shape: 'alternate', mayBeEmpty: parts.some((item) => item.mayBeEmpty),
      })),
    },
    { weight: 1, arbitrary: tie('part').map((inner): Part => ({ ...inner, pcre: `(${inner.pcre})`, v8: `(${inner.v8})`, shape: 'atom' })) },
    {
      weight: 1,
      arbitrary: tie('part').map((inner): Part => ({ ...inner, pcre: `(?>${inner.pcre})`, v8: atomicV8(inner.v8), shape: 'atom' })),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(tie('part'), sign, suffix).map(([inner, times, mode]): Part => {
        // JavaScript drops an empty round, PCRE ends the repeat with it: the two are not compared there.
        const item = asAtom(inner.mayBeEmpty ? { pcre: 'ab', v8: 'ab', shape: 'concat', mayBeEmpty: false } : inner)
        const v8 = mode === '+' ? atomicV8(item.v8 + times) : item.v8 + times + mode
        return { pcre: item.pcre + times + mode, v8, shape: 'concat', mayBeEmpty: times === '*' || times === '?' }
      }),
    },
  ),
}))

/** Patterns in which PCRE and JavaScript mean the same, groups aside. */
export const randomRegex: fc.Arbitrary<RandomRegex> = part.map(({ pcre, v8 }) => ({ pcre, v8 }))

/** Short texts in which such patterns find something. */
export const randomText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'b', '/', '1', 'A', 'c'), { maxLength: 8 })
  .map((chars) => chars.join(''))
