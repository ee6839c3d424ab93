import type { Node } from './ast.ts'
import { parseRegex } from './parse.ts'

const looksAhead = (node: Node): boolean => {
  switch (node.kind) {
    case 'empty':
    case 'set':
      return false
    case 'assert':
      return node.what !== 'start' && node.what !== 'lineStart'
    case 'concat':
    case 'alternate':
      return node.items.some(looksAhead)
    case 'repeat':
    case 'capture':
    case 'atomic':
      return looksAhead(node.item)
  }
}

/**
 * Whether a match at the start of a text means one at the start of every longer text that begins with it: nothing in
 * the pattern asks what comes next. The longer text may be matched further. False for a pattern that is refused.
 * @param ignoreCase whether the pattern starts as if with `(?i)`
 */
export function endsOpen(source: string, ignoreCase: boolean): boolean {
  const parsed = parseRegex(source, ignoreCase)
  return parsed.ok && !looksAhead(parsed.node)
}
