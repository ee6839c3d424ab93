import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { DIAGNOSTIC_CODES } from '#lib/model/routing-config.ts'
import { ENGLISH_RULES } from '#lib/model/rule.ts'
import { AREAS } from './areas.ts'
import type { Messages } from './load.ts'
import { LOCALES } from './locale.ts'

const HERE = import.meta.dirname
const read = (locale: string, area: string) => JSON.parse(readFileSync(path.join(HERE, locale, `${area}.json`), 'utf8')) as Messages

const flatten = (messages: Messages, prefix: string): [string, string][] =>
  Object.entries(messages).flatMap(([key, value]) => (typeof value === 'string' ? [[`${prefix}.${key}`, value] as [string, string]] : flatten(value, `${prefix}.${key}`)))

const load = (locale: string) => new Map(AREAS.flatMap((area) => flatten(read(locale, area), area)))
const english = load('en')
const chinese = load('zh-CN')

/** ICU: a brace in text opens an argument, a brace in an argument opens a text. */
function argumentsOf(text: string): string[] {
  const found = new Set<string>()
  let depth = 0
  for (const [index, letter] of [...text].entries()) {
    if (letter === '{' && depth++ % 2 === 0) found.add(/^\w+/.exec(text.slice(index + 1))?.[0] ?? '')
    if (letter === '}') depth--
  }
  return [...found].sort()
}

test.each(LOCALES)('every file of %s is an area', (locale) => {
  expect(readdirSync(path.join(HERE, locale)).map((file) => file.replace('.json', '')).sort()).toEqual([...AREAS].sort())
})

test('Chinese has the keys of English, no more and no fewer', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
})

test('both take the same values; only a plural may go unused', () => {
  const differing = [...english].filter(([key, text]) => {
    const [here, there] = [argumentsOf(text), argumentsOf(chinese.get(key) ?? '')]
    return there.some((name) => !here.includes(name)) || here.some((name) => !there.includes(name) && !text.includes(`{${name}, plural`))
  })
  expect(differing.map(([key]) => key)).toEqual([])
})

test('no Chinese text is still English', () => {
  const same = [...english].filter(([key, text]) => chinese.get(key) === text && /[a-z]{3,} [a-z]{2,}/i.test(text))
  expect(same.map(([key]) => key)).toEqual([])
})

test('the rules of the model, word for word in English', () => expect(read('en', 'rules')).toEqual(ENGLISH_RULES))

test.each(DIAGNOSTIC_CODES)('%s is worded', (code) => expect(chinese.has(`diagnostics.${code}`)).toBe(true))

type Use = { file: string; namespace: string; key: string; open: boolean }

/** Every `const t = useTranslations('area')` of a file, and every `t('key')` and `` t(`group.${x}`) `` after it. */
function usesIn(file: string, source: string): Use[] {
  const uses: Use[] = []
  const scopes = [...source.matchAll(/const (\w+) = useTranslations\('([\w.]+)'\)/g)].map((match) => ({ name: match[1]!, namespace: match[2]!, at: match.index }))
  for (const call of source.matchAll(/\b(\w+)(?:\.(?:rich|raw|has))?\((?:'([\w.]+)'|`([^`]*)`|(\w+(?:\.\w+)*\s*\?[^)]*))/g)) {
    const scope = scopes.findLast((one) => one.name === call[1] && one.at < call.index)
    if (!scope) continue
    const add = (key: string, open: boolean) => uses.push({ file, namespace: scope.namespace, key, open })
    if (call[2] !== undefined) add(call[2], false)
    if (call[3] !== undefined) add(call[3].split('${')[0]!, call[3].includes('${'))
    if (call[4] !== undefined) for (const choice of call[4].matchAll(/'([\w.]+)'/g)) add(choice[1]!, false)
  }
  return uses
}

const ROOT = path.join(HERE, '..')
const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !file.endsWith('.test.tsx'))
  .map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }))
const uses = sources.flatMap(({ file, text }) => usesIn(file, text))

describe('in the code', () => {
  test('every key that is used exists', () => {
    const groups = (prefix: string) => [...english.keys()].some((key) => key.startsWith(prefix))
    const missing = uses.filter(({ namespace, key, open }) => {
      const full = `${namespace}.${key}`
      return open ? !groups(full) : !english.has(full) && !groups(`${full}.`)
    })
    expect(missing.map(({ file, namespace, key }) => `${file}: ${namespace}.${key}`)).toEqual([])
  })

  test('every key that exists is used', () => {
    const closed = new Set(uses.filter((use) => !use.open).map(({ namespace, key }) => `${namespace}.${key}`))
    const open = [...new Set(uses.filter((use) => use.open).map(({ namespace, key }) => `${namespace}.${key}`))]
    // Read as a whole by what shows them.
    const whole = ['rules.', 'checks.', ...DIAGNOSTIC_CODES.map((code) => `diagnostics.${code}`)]
    // A key handed on as text (`labelKey: 'hosts'`) counts where its last part stands in quotes in the code.
    const quoted = new Set(sources.flatMap(({ text }) => [...text.matchAll(/'([\w.]+)'/g)].map((match) => match[1]!)))
    const unused = [...english.keys()].filter(
      (key) => !closed.has(key) && ![...open, ...whole].some((prefix) => key.startsWith(prefix)) && !quoted.has(key.split('.').at(-1)!),
    )
    expect(unused).toEqual([])
  })
})
