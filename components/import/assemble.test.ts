import { expect, test } from 'vitest'
import { convertedText, shownGiven, shownText } from './assemble.ts'

const given = 'a: old\r\n---\r\nb: "secret" # x\r\n'
const documents = [
  { start: 0, end: 7, text: 'a: new\n', hidden: [] },
  { start: 7, end: 27, text: null, hidden: [{ start: 14, end: 22 }] },
]

test('documents are put together with the line ends that they came with', () => {
  expect(convertedText(given, documents)).toBe('a: new\r\n---\r\nb: "secret" # x\r\n')
})

test('on a screen dots stand for what is hidden', () => {
  expect(shownText(given, documents)).toBe('a: new\n---\nb: •••••• # x\n')
  expect(shownGiven(given, documents)).toBe('a: old\n---\nb: •••••• # x\n')
})

test('a placeholder becomes the value in quotes, whatever its form was', () => {
  const text = 's: |\n  two\n  lines\n'
  const [document] = [{ start: 0, end: text.length, text: 'changed: yes\ns: "sluice-hidden-0"\nt: "sluice-hidden-7"\n', hidden: [{ start: 3, end: text.length }] }]
  expect(convertedText(text, [document])).toBe('changed: yes\ns: "two\\nlines\\n"\nt: "sluice-hidden-7"\n')
  expect(shownText(text, [document])).toBe('changed: yes\ns: ••••••\nt: "sluice-hidden-7"\n')
})
