import type { Slices } from './slices.ts'

/**
 * Radix trees over the literals with which paths begin, packed into one array: what is read together lies together.
 * A node is five cells: its label, where its items begin and end, where its children begin, how many they are.
 * A child is two cells: the first character of its label, and its node. An item is as many cells as its builder says.
 */
export type PathTrees = { cells: Int32Array; labels: readonly string[] }

const LABEL = 0
const ITEMS = 1
const ITEMS_END = 2
const CHILDREN = 3
const CHILD_COUNT = 4
const NODE_SIZE = 5

/** So few are tested sooner than a tree is walked. */
const LEAF = 8

/** An item's cells, and the literal with which every path that it takes begins. */
export type Filed = { literal: string; item: readonly number[] }

/**
 * Collects trees before they are packed. `add` answers the root of a tree, and pauses where another turn may be taken;
 * items of one node keep their order.
 */
export type TreeBuilder = { add: (filed: readonly Filed[]) => Slices<number>; pack: () => PathTrees }

/** So many items are filed between two pauses. */
const TURN = 512

/** A node to be written. `at`: length of the literals down to it; `place`: the cell that will name it, -1 for a root. */
type OpenNode = { filed: readonly Filed[]; label: string; at: number; place: number }

function commonPrefix(filed: readonly Filed[], at: number): string {
  const first = filed[0]!.literal
  // None is longer than the shortest: without knowing that first, nested literals would be compared to their ends.
  let end = filed.reduce((least, { literal }) => Math.min(least, literal.length), first.length)
  for (const { literal } of filed) {
    let same = at
    while (same < end && literal.charCodeAt(same) === first.charCodeAt(same)) same++
    end = same
  }
  return first.slice(at, end)
}

/** @param itemSize cells of an item */
export function treeBuilder(itemSize: number): TreeBuilder {
  // It grows as a list would, and needs no copy of single numbers in the end.
  let cells = new Int32Array(1024)
  let length = 0
  const labels: string[] = []
  const numbers = new Map<string, number>()

  const reserve = (more: number) => {
    if (length + more <= cells.length) return
    const grown = new Int32Array(Math.max(cells.length * 2, length + more))
    grown.set(cells)
    cells = grown
  }
  const push = (cell: number) => {
    cells[length++] = cell
  }
  const numberOfLabel = (label: string): number => {
    let number = numbers.get(label)
    if (number === undefined) numbers.set(label, (number = labels.push(label) - 1))
    return number
  }
  /** Writes one node, and leaves those below it to `open`, the first on top. */
  const addNode = ({ filed, label, at, place }: OpenNode, open: OpenNode[]): void => {
    const isLeaf = filed.length <= LEAF
    const own = isLeaf ? filed : filed.filter(({ literal }) => literal.length === at)
    const longer = isLeaf ? [] : filed.filter(({ literal }) => literal.length > at)
    const groups = [...Map.groupBy(longer, ({ literal }) => literal.charCodeAt(at))]
    const node = length
    reserve(NODE_SIZE + own.length * itemSize + groups.length * 2)
    const items = node + NODE_SIZE
    const itemsEnd = items + own.length * itemSize
    if (place !== -1) cells[place] = node
    cells.set([numberOfLabel(label), items, itemsEnd, itemsEnd, groups.length], node)
    length += NODE_SIZE
    for (const { item } of own) for (const cell of item) push(cell)
    const children = length
    for (const [head] of groups) {
      push(head)
      push(0)
    }
    const below = groups.map(([, group], index): OpenNode => {
      const shared = commonPrefix(group, at)
      return { filed: group, label: shared, at: at + shared.length, place: children + index * 2 + 1 }
    })
    open.push(...below.reverse())
  }
  return {
    *add(filed) {
      const root = length
      // No recursion: a tree may be as deep as a path is long.
      const open: OpenNode[] = [{ filed, label: '', at: 0, place: -1 }]
      let done = 0
      for (let next = open.pop(); next; next = open.pop()) {
        addNode(next, open)
        if ((done += next.filed.length) < TURN) continue
        done = 0
        yield
      }
      return root
    },
    pack: () => ({ cells: cells.slice(0, length), labels }),
  }
}

/**
 * The nodes of a tree whose items may take the path, the shortest literal first; those without items are left out.
 * @param into takes the nodes; what it holds beyond the answer is of no meaning
 * @returns how many there are
 */
export function nodesAlong({ cells, labels }: PathTrees, root: number, path: string, into: number[]): number {
  let node = root
  let at = 0
  let count = 0
  for (;;) {
    if (cells[node + ITEMS_END]! > cells[node + ITEMS]!) into[count++] = node
    const end = cells[node + CHILDREN]! + cells[node + CHILD_COUNT]! * 2
    const head = at < path.length ? path.charCodeAt(at) : -1
    let child = cells[node + CHILDREN]!
    while (child < end && cells[child] !== head) child += 2
    if (child >= end) return count
    node = cells[child + 1]!
    const label = labels[cells[node + LABEL]!]!
    if (!path.startsWith(label, at)) return count
    at += label.length
  }
}

/** Where the items of a node begin in the cells. */
export const itemsOf = ({ cells }: PathTrees, node: number): number => cells[node + ITEMS]!

/** Where they end. */
export const itemsEnd = ({ cells }: PathTrees, node: number): number => cells[node + ITEMS_END]!
