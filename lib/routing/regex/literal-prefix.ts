import type { Node } from './ast.ts'
import { onlyChar } from './char-set.ts'
import { parseRegex } from './parse.ts'

/** `exact`: the pattern takes `text` alone; otherwise the texts that start with it, and that much of them. */
export type WholeLiteral = { text: string; exact: boolean }

const LONGEST = 2048

/** `complete`: the node takes this text and no other, so that what follows it goes on there. */
type Run = { text: string; complete: boolean }

function commonStart(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}

function runOfAll(items: readonly Node[]): Run {
  let text = ''
  for (const item of items) {
    const run = runOf(item)
    text += run.text
    if (!run.complete || text.length > LONGEST) return { text: text.slice(0, LONGEST), complete: false }
  }
  return { text, complete: true }
}

function runOf(node: Node): Run {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return { text: '', complete: true }
    case 'set': {
      const char = node.categories.length > 0 ? null : onlyChar(node.chars)
      return char === null ? { text: '', complete: false } : { text: String.fromCodePoint(char), complete: true }
    }
    case 'concat':
      return runOfAll(node.items)
    case 'alternate': {
      const runs = node.items.map(runOf)
      const text = runs.map((run) => run.text).reduce(commonStart)
      return { text, complete: runs.every((run) => run.complete && run.text === text) }
    }
    case 'repeat': {
      if (node.max === 0) return { text: '', complete: true }
      const once = runOf(node.item)
      if (node.min === 0) return { text: '', complete: once.complete && once.text === '' }
      if (!once.complete) return once
      const text = once.text.repeat(Math.min(node.min, LONGEST)).slice(0, LONGEST)
      return { text, complete: node.min === node.max && text.length < LONGEST }
    }
    case 'capture':
    case 'atomic':
      return runOf(node.item)
  }
}

const isAssertion = (node: Node | undefined, what: 'start' | 'end'): boolean => node?.kind === 'assert' && node.what === what

/** {@link wholeLiteral} of a pattern that is parsed already. */
export function literalOfTree(tree: Node): WholeLiteral | null {
  const items = tree.kind === 'concat' ? tree.items : [tree]
  const exact = isAssertion(items.at(-1), 'end')
  const body = items.slice(isAssertion(items[0], 'start') ? 1 : 0, exact ? -1 : undefined)
  const chars = body.map((item) => (item.kind === 'set' && item.categories.length === 0 ? onlyChar(item.chars) : null))
  return chars.includes(null) ? null : { text: String.fromCodePoint(...(chars as number[])), exact }
}

/**
 * What a pattern takes at the start of a text when it is nothing but characters, with or without `^` and `$`; null when
 * there is more to it, such as a group, and when it is refused.
 * @param ignoreCase whether the pattern starts as if with `(?i)`
 */
export function wholeLiteral(source: string, ignoreCase: boolean): WholeLiteral | null {
  const parsed = parseRegex(source, ignoreCase)
  return parsed.ok ? literalOfTree(parsed.node) : null
}

/**
 * The literal text that every match of a pattern, anchored at the start, begins with; empty when nothing is certain and
 * when the pattern is refused. Sound: a path that does not start with it is never taken.
 * @param ignoreCase whether the pattern starts as if with `(?i)`; then letters are no literal, digits and "/" are
 */
export function literalPrefix(source: string, ignoreCase: boolean): string {
  const parsed = parseRegex(source, ignoreCase)
  return parsed.ok ? runOf(parsed.node).text : ''
}
