import type { Assertion, Node, SetNode } from './ast.ts'
import { complement, HIGHEST, onlyChar, type CharSet } from './char-set.ts'
import { NOT_NEWLINE } from './escapes.ts'

/** Whose syntax is written: `re2` for re2js, `v8` for JavaScript with the flag `u`. */
export type Engine = 're2' | 'v8'

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  start: '^', end: '$', lineStart: '(?m:^)', lineEnd: '(?m:$)', wordBoundary: '\\b', notWordBoundary: '\\B',
}

function char(code: number, special: RegExp, engine: Engine): string {
  if (code < 0x20 || code > 0x7e) return `${engine === 're2' ? '\\x' : '\\u'}{${code.toString(16)}}`
  const text = String.fromCharCode(code)
  return special.test(text) ? `\\${text}` : text
}

const ranges = (set: CharSet, engine: Engine): string =>
  set.map(([low, high]) => {
    const from = char(low, /[\\\]^[-]/, engine)
    return low === high ? from : `${from}${high === low + 1 ? '' : '-'}${char(high, /[\\\]^[-]/, engine)}`
  }).join('')

function emitSet({ chars, categories, negated }: SetNode, engine: Engine): string {
  if (categories.length > 0) return `[${negated ? '^' : ''}${ranges(chars, engine)}${categories.join('')}]`
  if (engine === 're2' && chars === NOT_NEWLINE) return '.'
  const only = onlyChar(chars)
  if (only !== null) return char(only, /[\\^$.|?*+()[\]{}]/, engine)
  if (chars.length === 0) return `[^${ranges([[0, HIGHEST]], engine)}]`
  const fromEndToEnd = chars.length > 1 && chars[0]![0] === 0 && chars.at(-1)![1] === HIGHEST
  return fromEndToEnd ? `[^${ranges(complement(chars), engine)}]` : `[${ranges(chars, engine)}]`
}

const isSingle = (node: Node): boolean => node.kind === 'set' || node.kind === 'capture'

function quantifier(min: number, max: number, lazy: boolean): string {
  const plain = min === 0 && max === Infinity ? '*' : min === 1 && max === Infinity ? '+' : min === 0 && max === 1 ? '?'
    : min === max ? `{${min}}` : `{${min},${max === Infinity ? '' : max}}`
  return lazy ? `${plain}?` : plain
}

/** Writes a tree as a pattern without flags. Atomic groups are written as plain ones: the caller has seen that they are the same. */
export function emit(node: Node, engine: Engine): string {
  switch (node.kind) {
    case 'empty':
      return ''
    case 'set':
      return emitSet(node, engine)
    case 'assert':
      return ASSERTIONS[node.what]
    case 'concat':
      return node.items.map((item) => (item.kind === 'alternate' ? `(?:${emit(item, engine)})` : emit(item, engine))).join('')
    case 'alternate':
      return node.items.map((item) => emit(item, engine)).join('|')
    case 'repeat': {
      const item = emit(node.item, engine)
      return `${isSingle(node.item) ? item : `(?:${item})`}${quantifier(node.min, node.max, node.lazy)}`
    }
    case 'capture':
      return `(${node.name === null ? '' : `?<${node.name}>`}${emit(node.item, engine)})`
    case 'atomic':
      return `(?:${emit(node.item, engine)})`
  }
}
