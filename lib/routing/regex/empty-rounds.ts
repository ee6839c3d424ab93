import type { Node } from './ast.ts'
import { mayBeEmpty } from './follow.ts'

/** Whether matching nothing is the last thing that the node tries, so that a round of it is empty only where nothing else fits. */
function emptyIsLast(node: Node): boolean {
  if (!mayBeEmpty(node, 'inside')) return true
  switch (node.kind) {
    case 'concat':
      return node.items.every(emptyIsLast)
    case 'alternate':
      return node.items.every((item, index) => (index < node.items.length - 1 ? !mayBeEmpty(item, 'inside') : emptyIsLast(item)))
    case 'repeat':
      return !node.lazy && emptyIsLast(node.item)
    case 'capture':
    case 'atomic':
      return emptyIsLast(node.item)
    default:
      return true
  }
}

/**
 * Whether some repeat may try an empty round before another. PCRE ends the repeat there, RE2 goes on; a round that is
 * empty only as a last resort ends it in both.
 */
export function hasEarlyEmptyRound(node: Node): boolean {
  switch (node.kind) {
    case 'concat':
    case 'alternate':
      return node.items.some(hasEarlyEmptyRound)
    case 'repeat':
      return (node.max > 1 && node.max !== node.min && !emptyIsLast(node.item)) || hasEarlyEmptyRound(node.item)
    case 'capture':
    case 'atomic':
      return hasEarlyEmptyRound(node.item)
    default:
      return false
  }
}
