import type { Node } from './ast.ts'
import { ALL, areDisjoint, NONE, overlaps, union, type CharSet } from './char-set.ts'

/**
 * What may come after a place in a pattern. `first`: a superset of the characters that the rest may start with.
 * `always`: the rest can be empty whatever comes next, so that it never fails.
 */
export type Follow = { first: CharSet; always: boolean }

/** Follow of the whole pattern: nothing is asked for. */
export const AT_END: Follow = { first: NONE, always: true }

/**
 * `first`: what the node itself may start with. `open`: it may take nothing, so that what follows starts there;
 * `always`: it may do so whatever comes.
 */
type Start = { first: CharSet; open: boolean; always: boolean }

const TRANSPARENT: Start = { first: NONE, open: true, always: true }
const starts = new WeakMap<Node, Start>()

function join(items: readonly Node[]): Start {
  const firsts: CharSet[] = []
  let always = true
  for (const item of items) {
    const start = startOf(item)
    firsts.push(start.first)
    if (!start.open) return { first: union(...firsts), open: false, always: false }
    always &&= start.always
  }
  return { first: union(...firsts), open: true, always }
}

function findStart(node: Node): Start {
  switch (node.kind) {
    case 'empty':
      return TRANSPARENT
    case 'set':
      return { first: node.categories.length > 0 ? ALL : node.chars, open: false, always: false }
    case 'assert':
      // At the end no character comes; the other tests look at both sides, so nothing is known of what comes.
      if (node.what === 'end') return { first: NONE, open: false, always: false }
      return { first: node.what === 'lineEnd' ? [[10, 10]] : ALL, open: false, always: false }
    case 'concat':
      return join(node.items)
    case 'alternate': {
      const each = node.items.map(startOf)
      const first = union(...each.map((start) => start.first))
      return { first, open: each.some(({ open }) => open), always: each.some(({ always }) => always) }
    }
    case 'repeat': {
      if (node.max === 0) return TRANSPARENT
      const once = startOf(node.item)
      return node.min > 0 ? once : { first: once.first, open: true, always: true }
    }
    case 'capture':
    case 'atomic':
      return startOf(node.item)
  }
}

function startOf(node: Node): Start {
  let start = starts.get(node)
  if (!start) starts.set(node, (start = findStart(node)))
  return start
}

/** The node and what follows it, seen from before the node. */
export function before(node: Node, follow: Follow): Follow {
  const { first, open, always } = startOf(node)
  return open ? { first: union(first, follow.first), always: always && follow.always } : { first, always: false }
}

/** What follows the repeated part: its next round, or what follows the repeat. */
export function afterRound(node: Extract<Node, { kind: 'repeat' }>, follow: Follow): Follow {
  if (node.max <= 1) return follow
  const again = before(node.item, follow)
  return { first: union(again.first, follow.first), always: node.min <= 1 && follow.always }
}

/** Whether the node may match the empty text, at the end of the text or (`where: 'inside'`) before a character. */
export function mayBeEmpty(node: Node, where: 'anywhere' | 'inside'): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'empty':
      return true
    case 'assert':
      return where === 'anywhere' || node.what !== 'end'
    case 'concat':
      return node.items.every((item) => mayBeEmpty(item, where))
    case 'alternate':
      return node.items.some((item) => mayBeEmpty(item, where))
    case 'repeat':
      return node.min === 0 || mayBeEmpty(node.item, where)
    case 'capture':
    case 'atomic':
      return mayBeEmpty(node.item, where)
  }
}

function choosesByNext(items: readonly Node[], follow: Follow, order: 'any' | 'greedy'): boolean {
  if (order === 'greedy' && items.slice(0, -1).some((item) => mayBeEmpty(item, 'inside'))) return false
  return areDisjoint(items.map((item) => before(item, follow).first)) && items.every((item) => isDeterministic(item, follow, order))
}

/**
 * Whether the next character alone decides every choice in the node: alternatives start differently, and what is
 * repeated starts with nothing that may follow the repeat. Then at most one way through the node can lead to a match and
 * every other fails on its first character, so that backtracking costs linear time.
 * @param order `greedy`: repeats are greedy and an empty alternative comes last too, so that the one way is what the node
 *   takes when nothing follows it: asking it to give some back never helps
 */
export function isDeterministic(node: Node, follow: Follow, order: 'any' | 'greedy'): boolean {
  switch (node.kind) {
    case 'empty':
    case 'set':
    case 'assert':
      return true
    case 'concat': {
      let after = follow
      for (let index = node.items.length - 1; index >= 0; index--) {
        if (!isDeterministic(node.items[index]!, after, order)) return false
        after = before(node.items[index]!, after)
      }
      return true
    }
    case 'alternate':
      return choosesByNext(node.items, follow, order)
    case 'repeat': {
      if (node.max === 0) return true
      if (mayBeEmpty(node.item, 'anywhere')) return false
      if (order === 'greedy' && node.lazy && node.min !== node.max) return false
      if (node.min !== node.max && overlaps(before(node.item, follow).first, follow.first)) return false
      return isDeterministic(node.item, afterRound(node, follow), order)
    }
    case 'capture':
    case 'atomic':
      return isDeterministic(node.item, follow, order)
  }
}
