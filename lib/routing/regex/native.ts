import type { Node } from './ast.ts'
import { emit } from './emit.ts'
import { AT_END, isDeterministic } from './follow.ts'

/**
 * Whether V8 means the same by the tree. Left out: Unicode properties, whose names differ, line anchors, and groups that
 * a later round of a repeat may pass by: JavaScript forgets what they took, PCRE and RE2 keep it.
 */
function sameInV8(node: Node, inLoop: boolean, maySkip: boolean): boolean {
  switch (node.kind) {
    case 'empty':
      return true
    case 'set':
      return node.categories.length === 0
    case 'assert':
      return node.what !== 'lineStart' && node.what !== 'lineEnd'
    case 'concat':
      return node.items.every((item) => sameInV8(item, inLoop, maySkip))
    case 'alternate':
      return node.items.every((item) => sameInV8(item, inLoop, true))
    case 'repeat':
      return sameInV8(node.item, inLoop || node.max > 1, inLoop && (maySkip || node.min === 0))
    case 'capture':
      return !(inLoop && maySkip) && sameInV8(node.item, inLoop, maySkip)
    case 'atomic':
      return sameInV8(node.item, inLoop, maySkip)
  }
}

/**
 * The pattern as a sticky expression of V8, a tenth of the cost of RE2; null unless it provably takes linear time there,
 * because the next character decides every choice. Only for a match at the start: a search would try every start.
 */
export function nativeExpression(node: Node): RegExp | null {
  return isDeterministic(node, AT_END, 'any') && sameInV8(node, false, false) ? new RegExp(emit(node, 'v8'), 'yu') : null
}
