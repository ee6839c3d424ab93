import { globSync, readFileSync } from 'node:fs'
import nodePath from 'node:path'
import { describe, expect, test } from 'vitest'
import { CLUSTER_REFUSALS } from './cluster-refusals-zh-cn.ts'
import { textsIn } from './refusal-words/testing/sentences-in.ts'
import { REFUSALS, translateRefusal } from './translate-refusal.ts'

const LIB = nodePath.join(import.meta.dirname, '..')
const isProduct = (file: string) => !/\.test\.ts$|[/\\]testing[/\\]/.test(file)
const textsOf = (file: string) => ({ file, ...textsIn(readFileSync(nodePath.join(LIB, file), 'utf8')) })
const filesOf = (...patterns: string[]) => globSync(patterns, { cwd: LIB }).filter(isProduct).sort().map(textsOf)

/** Where all that is said is said to people. */
const REFUSING = filesOf(
  'kubernetes/write/**/*.ts',
  'kubernetes/nginx/write/**/*.ts',
  'kubernetes/read/settle.ts',
  'store/cluster-*.ts',
  'services/kubernetes/**/*.ts',
)
/** Where parts of it come from. */
const QUOTED = filesOf('kubernetes/client.ts', 'kubernetes/annotations/*.ts', 'services/cluster/secret-facts.ts')
const SECRETS = filesOf('kubernetes/read/secret.ts')
  .flatMap(({ sentences }) => sentences.flatMap(({ whole }) => whole))
  .filter((text) => /^(?:it has|"\S+" holds) no /.test(text))

const isSentence = (text: string) => /^(?:["A-Z{]|ingress-nginx )/.test(text) && /[a-z]{2,}\S* (?:.* )?\S*[a-z]{2,}/.test(text)

// What stays behind of a change is told after it, and below.
const withoutTail = (text: string) => text.replace(/(?<=[a-z])\{\}$|\. Perhaps written.*/, '')

/** With something for all that is filled in. */
function filled(text: string): string {
  let count = 0
  return text.replaceAll('{}', () => `X${++count}`)
}

const samplesIn = (text: string) => [...new Set(text.match(/X\d+/g))].sort()
// A namespace and a name are one place.
const skeletonOf = (english: string) => english.replace(/\{\w*\}(?:\/\{\w*\})*/g, '{}')

const MESSAGES = REFUSING.flatMap(({ file, sentences }) =>
  sentences.flatMap(({ line, outer, whole }) => whole.filter(isSentence).map((text) => ({ place: `${file}:${line}`, text, skeletons: [outer, text].map((one) => skeletonOf(withoutTail(one))) }))),
)

describe('what writing to clusters refuses', () => {
  test('is found in the sources', () => {
    expect(MESSAGES.length).toBeGreaterThan(170)
    expect(MESSAGES.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'A TLS Secret has no place for tags',
        'The cluster does not answer: {}. Perhaps written all the same: {}',
        'The annotation {} cannot say this: it is read as something else',
        'The upstream {} would change, too: {}',
      ]),
    )
  })

  test('has Chinese words, with all that is filled in', () => {
    const lacking = MESSAGES.filter(({ text }) => {
      const message = filled(text.replace(/(?<=[a-z])\{\}$/, ''))
      const chinese = translateRefusal(message, 'zh-CN')
      return !/\p{Script=Han}/u.test(chinese) || /\b[a-z]+ [a-z]+ [a-z]+/.test(chinese) || samplesIn(chinese).join() !== samplesIn(message).join()
    })
    expect(lacking.map(({ place, text }) => `${place} ${text}`)).toEqual([])
  })

  test('is taken for no other sentence', () => {
    const mistaken = MESSAGES.flatMap(({ place, text, skeletons }) => {
      const found = REFUSALS.find(filled(withoutTail(text)))
      return found && skeletons.includes(skeletonOf(found[0])) ? [] : [`${place} ${text} → ${found?.[0]}`]
    })
    expect(mistaken).toEqual([])
  })

  test.each(SECRETS)('%s', (reason) => expect(translateRefusal(filled(reason), 'zh-CN')).toMatch(/^(?:其中|“)/))

  test('has no Chinese words for what nobody says', () => {
    const said = [...REFUSING, ...QUOTED].flatMap(({ sentences, parts }) => [...sentences.flatMap(({ outer, whole }) => [outer, ...whole]), ...parts])
    const used = new Set([...said, ...SECRETS].map((text) => REFUSALS.find(filled(withoutTail(text)))))
    expect(CLUSTER_REFUSALS.filter((phrase) => !used.has(phrase)).map(([english]) => english)).toEqual([])
  })

  test('is there once', () => {
    const all = CLUSTER_REFUSALS.map(([english]) => skeletonOf(english))
    expect(all.filter((one, place) => all.indexOf(one) !== place)).toEqual([])
  })
})

test.each([
  ['several lines', 'No annotation says this\nA TLS Secret has no place for tags', '没有注解能表达此设置\nTLS Secret 中没有存放标签的位置'],
  ['a reason of the model', 'The annotation sluice.dev/cors cannot say this: 0.allowOrigins.1: Must not be empty', '注解 sluice.dev/cors 无法表达此设置：0.allowOrigins.1：不能为空'],
  ['a reason of the connection', 'Ingress shop/web cannot be read: https://a.test:6443 sends nothing any more', '无法读取 Ingress shop/web：https://a.test:6443 不再发送任何数据'],
  [
    'what stays behind',
    'The cluster does not answer: https://a.test does not answer: ECONNRESET. Perhaps written all the same: Ingress shop/web. Not taken back: Service shop/a (It is not what it was), Secret shop/b (no (really))',
    '集群没有响应：https://a.test 没有响应：ECONNRESET。可能已写入：Ingress shop/web。未能撤回：Service shop/a（它已不是原来的内容）, Secret shop/b (no (really))',
  ],
  ['a kind', '"shop.users~ada" of consumers would change, too', '消费者“shop.users~ada”也会改变'],
  ['a list that is cut', 'Still referred to by routes/a, routes/b and 3 more', '仍被以下对象引用：routes/a, routes/b 等另外 3 个'],
  ['a revision', 'There is no revision 7', '没有 revision 7'],
])('%s', (_, english, chinese) => {
  expect(translateRefusal(english, 'zh-CN')).toBe(chinese)
  expect(translateRefusal(english, 'en')).toBe(english)
})

test.each([
  'Ingress shop/web: spec.rules[0].host: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters',
  'ingresses.networking.k8s.io "web" is forbidden: User "ada" cannot patch resource "ingresses" in API group "networking.k8s.io" in the namespace "shop"',
  'admission webhook "policy.example.com" denied the request: no team label',
])('the words of an API server stay: %s', (message) => expect(translateRefusal(message, 'zh-CN')).toBe(message))
