/**
 * A sentence in English and in Chinese. `{name}` stands for what is filled in, and is in both. What stands for `{reason}`,
 * `{what}` and `{remedy}` is a phrase itself; `{kind}` is a word for a kind of objects, `{object}` a Kubernetes object such as
 * `Ingress shop/web`.
 */
export type Phrase = readonly [english: string, chinese: string]

const PLACE = /\{(\w+)\}/g
const NESTED: ReadonlySet<string> = new Set(['reason', 'what', 'remedy'])
const OBJECT = '[A-Z]\\w+ [^\\s/]+/\\S+'

const KIND_WORDS: Record<string, string> = {
  routes: '路由', services: '服务', upstreams: '上游', certificates: '证书', canaries: '金丝雀', consumers: '消费者', credentials: '凭据',
}

// How a list ends that is not shown whole.
const MORE = / and (\d+) more$/

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What a phrase has for certain: the more of it, the surer it is meant. */
const certain = ([english]: Phrase): number => english.replace(PLACE, '').length

type Compiled = { phrase: Phrase; pattern: RegExp; names: string[] }

function compiled(phrase: Phrase): Compiled {
  const [english] = phrase
  const names = [...english.matchAll(PLACE)].map((match) => match[1]!)
  const source = english.split(PLACE).map((part, index) => (index % 2 === 0 ? escaped(part) : part === 'object' ? `(${OBJECT})` : '(.*?)')).join('')
  return { phrase, pattern: new RegExp(`^${source}$`), names }
}

export type Phrasebook = {
  /** The phrase that a line is; undefined: none. */
  find(line: string): Phrase | undefined
  /** The line in Chinese; one that is no phrase is what `otherwise` makes of it. */
  translate(line: string): string
}

/**
 * Where a line could be several phrases, it is the one with the most words of its own, in whatever order they are given.
 * @param otherwise for what is no phrase
 */
export function phrasebook(phrases: readonly Phrase[], otherwise: (line: string) => string = (line) => line): Phrasebook {
  const all = [...phrases].sort((a, b) => certain(b) - certain(a)).map(compiled)
  const found = (line: string) => all.find(({ pattern }) => pattern.test(line))
  // The model says where inside a value it is, and the sentence after that.
  const inner = (text: string): string => {
    const [, place, rest] = /^([\w.]+): (.+)$/.exec(text) ?? []
    return found(text) || place === undefined ? translate(text) : `${place}：${translate(rest!)}`
  }
  function translate(line: string): string {
    const hit = found(line)
    if (!hit) return otherwise(line)
    const values = new Map(hit.pattern.exec(line)!.slice(1).map((value, index) => [hit.names[index]!, value]))
    return hit.phrase[1].replace(PLACE, (_, name: string) => {
      const value = values.get(name) ?? ''
      if (NESTED.has(name)) return inner(value)
      return name === 'kind' ? (KIND_WORDS[value] ?? value) : value.replace(MORE, ' 等另外 $1 个')
    })
  }
  return { find: (line) => found(line)?.phrase, translate }
}
