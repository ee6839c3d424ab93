import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { CANARY_NAMES } from './canary.ts'
import { REFUSED } from './families/external-auth.ts'
import { FAMILIES } from './known.ts'
import { openReader } from './reader.ts'
import { isCanary } from './texts.ts'
import { OTHERS } from './unserved.ts'

const README = path.join(import.meta.dirname, 'README.md')

/** What comes of an annotation that stands there alone. */
function fateOf(name: string): 'named' | 'closes' {
  const reader = openReader({ [name]: name === 'satisfy' ? 'any' : name === 'enable-global-auth' ? 'false' : 'more' }, { namespace: 'a', host: null, service: () => undefined })
  OTHERS.read(reader)
  return reader.findings.some(({ kind }) => kind === 'closes') ? 'closes' : 'named'
}

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

function lists(): string {
  const honoured = [...FAMILIES.filter((family) => family !== OTHERS).flatMap(({ names }) => names), ...CANARY_NAMES].filter((name) => !REFUSED.includes(name)).toSorted()
  const others = OTHERS.names.toSorted()
  const of = (fate: string) => others.filter((name) => fateOf(name) === fate)
  const closing = [...of('closes'), ...REFUSED].toSorted()
  return [`**Honoured**: ${code(honoured)}`, `**Named, and without effect**: ${code(of('named'))}`, `**Closing**: ${code(closing)}`].join('\n\n')
}

test('the README has every annotation that is known', () => {
  const text = readFileSync(README, 'utf8')
  const mark = /<!-- Made of .*-->\n/.exec(text)!
  const expected = `${text.slice(0, mark.index + mark[0].length)}\n${lists()}\n`
  if (process.env['UPDATE'] !== undefined) writeFileSync(README, expected)
  expect(readFileSync(README, 'utf8')).toBe(expected)
})

test.each([
  ['true', true], ['1', true], ['T', true], ['yes', false], ['', false], ['false', false],
])('canary: %j is %s', (text, expected) => {
  expect(isCanary({ 'nginx.ingress.kubernetes.io/canary': text })).toBe(expected)
})
