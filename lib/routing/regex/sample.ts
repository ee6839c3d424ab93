import type { Node, SetNode } from './ast.ts'
import { complement, contains, type CharSet } from './char-set.ts'

/** `extra`: rounds of a repeat beyond the fewest. `branch`: which alternative, from the first on, round and round. */
export type Choice = { extra: number; branch: number }

const LONGEST = 2048
// Unreserved characters first, then what a path may hold unescaped (RFC 3986 §3.3), then the rest that prints.
const PREFERRED = Array.from(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_~.!$&'()*+,;=:@/ \"<>[]\\^`{|}#?%",
  (char) => char.charCodeAt(0),
)

const LETTER: CharSet = [[65, 90], [97, 122]]
const categoryHas = (category: string, char: number): boolean => {
  const letters = /^\\[pP]\{(?:L|LC|Any|Ascii|Latin)\}$/.test(category) ? LETTER : category.includes('{N') ? [[48, 57]] as CharSet : []
  return contains(letters, char) !== category.startsWith('\\P')
}

function charOf(set: SetNode, first: boolean): string | null {
  const lists = (char: number) => contains(set.chars, char) || set.categories.some((category) => categoryHas(category, char))
  const takes = (char: number) => lists(char) !== set.negated
  if (first && takes(47)) return '/'
  const char = PREFERRED.find(takes)
  if (char !== undefined) return String.fromCharCode(char)
  const any = (set.negated ? complement(set.chars) : set.chars)[0]
  return any ? String.fromCodePoint(any[0]) : null
}

/**
 * A text that the node would take if its assertions hold, which only a run can tell; null when there is none.
 * @param first whether the text starts with it: then "/" is preferred, as paths start with it
 */
export function sample(node: Node, choice: Choice, first = true): string | null {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return ''
    case 'set':
      return charOf(node, first)
    case 'concat': {
      let text = ''
      for (const item of node.items) {
        const part = sample(item, choice, first && text === '')
        if (part === null || text.length + part.length > LONGEST) return null
        text += part
      }
      return text
    }
    case 'alternate':
      return sample(node.items[choice.branch % node.items.length]!, choice, first)
    case 'repeat': {
      const rounds = Math.min(node.min + choice.extra, node.max)
      if (rounds === 0) return ''
      const head = sample(node.item, choice, first)
      const rest = rounds === 1 ? '' : sample(node.item, choice, first && head === '')
      return head === null || rest === null || head.length + rest.length * rounds > LONGEST ? null : head + rest.repeat(rounds - 1)
    }
    case 'capture':
    case 'atomic':
      return sample(node.item, choice, first)
  }
}
