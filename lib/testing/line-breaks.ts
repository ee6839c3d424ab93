import fc from 'fast-check'

/** What ends a line, or would if it were cut to a byte: U+010D, U+200A, and halves of 😊. */
const BREAKS = ['\r\n', '\n', '\r', '\0', '\u010d\u010a', '\u010a', '\u010d', '\u0100', '\u200a', '\u3000', '\u2028', '\u0085', '😊', '\ud83d', '\ude0a', '中文']

type Spoiling = { which: number; at: number; text: string }
const arbitrarySpoiling: fc.Arbitrary<Spoiling> = fc.record({
  which: fc.nat({ max: 40 }),
  at: fc.nat({ max: 40 }),
  text: fc.tuple(fc.constantFrom(...BREAKS), fc.constantFrom('', 'X-Evil: 1', 'X-Evil: 1\r\n')).map((parts) => parts.join('')),
})

/** The value with the text put into one of the strings that it holds, but for its type; names of headers are among them. */
function spoiled(value: unknown, { which, at, text }: Spoiling): unknown {
  const count = { left: -1 }
  const put = (string: string): string => (count.left-- === 0 ? string.slice(0, at % (string.length + 1)) + text + string.slice(at % (string.length + 1)) : string)
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return put(one)
    if (Array.isArray(one)) return one.map(walk)
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [OWN_NAME.test(name) ? name : put(name), name === 'type' ? inner : walk(inner)]))
  }
  walk(value)
  const strings = -1 - count.left
  count.left = strings === 0 ? -1 : which % strings
  return walk(value)
}

/** Fields of the model; names of headers stand in records beside them. */
const OWN_NAME = /^[a-z]+([A-Z]\w*)?$/

/** Values with something in them that could break a line of a head. */
export const withLineBreaks = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.tuple(values, arbitrarySpoiling).map(([value, spoiling]) => spoiled(value, spoiling))

/** What is wrong with a head, written as latin1 as heads are; null: each of its lines is a field that was meant. */
export function headFault(head: string): string | null {
  const lines = head.split('\r\n')
  return lines.find((line) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(line) || /^x-evil/i.test(line)) ?? null
}
