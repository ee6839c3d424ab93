import type { Node } from './ast.ts'
import { afterRound, AT_END, before, isDeterministic, type Follow } from './follow.ts'

/**
 * The first atomic group or possessive repeat that might take something else than its plain form, as written; null when
 * there is none. Plain is the same when what follows can never fail, so that nothing is asked back, or when the next
 * character decides each choice inside, so that giving back would not help.
 */
export function unprovenAtomic(node: Node, follow: Follow = AT_END): string | null {
  switch (node.kind) {
    case 'empty':
    case 'set':
    case 'assert':
      return null
    case 'concat': {
      let after = follow
      for (let index = node.items.length - 1; index >= 0; index--) {
        const found = unprovenAtomic(node.items[index]!, after)
        if (found !== null) return found
        after = before(node.items[index]!, after)
      }
      return null
    }
    case 'alternate': {
      for (const item of node.items) {
        const found = unprovenAtomic(item, follow)
        if (found !== null) return found
      }
      return null
    }
    case 'repeat':
      return unprovenAtomic(node.item, afterRound(node, follow))
    case 'capture':
      return unprovenAtomic(node.item, follow)
    case 'atomic':
      return follow.always || isDeterministic(node.item, follow, 'greedy') ? unprovenAtomic(node.item, follow) : node.text
  }
}
