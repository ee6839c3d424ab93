import { EMPTY, type Node, type SetNode } from './ast.ts'
import { areDisjoint } from './char-set.ts'

type Branch = { lead: SetNode; rest: Node }

const hasCapture = (node: Node): boolean =>
  node.kind === 'capture' ? true
  : node.kind === 'concat' || node.kind === 'alternate' ? node.items.some(hasCapture)
  : node.kind === 'repeat' || node.kind === 'atomic' ? hasCapture(node.item)
  : false

function branchOf(node: Node): Branch | null {
  if (node.kind === 'set') return node.categories.length === 0 ? { lead: node, rest: EMPTY } : null
  const lead = node.kind === 'concat' ? node.items[0] : undefined
  if (node.kind !== 'concat' || lead?.kind !== 'set' || lead.categories.length > 0) return null
  return { lead, rest: node.items.length === 2 ? node.items[1]! : { kind: 'concat', items: node.items.slice(1) } }
}

const either = (items: readonly Node[]): Node => (items.length === 1 ? items[0]! : { kind: 'alternate', items })

/** `ab|cd|ae` as `a(?:b|e)|cd`. The order between branches that start differently means nothing; among others it is kept. */
function shareStarts(items: readonly Node[]): readonly Node[] {
  const groups = new Map<string, { lead: SetNode; rests: Node[] }>()
  let taken = 0
  for (const item of items) {
    const branch = branchOf(item)
    if (!branch) break
    taken++
    const key = branch.lead.chars.join(' ')
    const group = groups.get(key)
    if (group) group.rests.push(branch.rest)
    else groups.set(key, { lead: branch.lead, rests: [branch.rest] })
  }
  if (groups.size === taken) return items
  if (!areDisjoint([...groups.values()].map(({ lead }) => lead.chars))) return items
  const shared = [...groups.values()].map(({ lead, rests }): Node => {
    const rest = either(shareStarts(rests))
    return rest === EMPTY ? lead : { kind: 'concat', items: [lead, rest] }
  })
  return [...shared, ...items.slice(taken)]
}

/**
 * The same pattern with the common starts of alternatives written once, so that lists of words become choices that the
 * next character decides. Alternatives with capture groups stay: their numbers follow their order.
 */
export function factored(node: Node): Node {
  switch (node.kind) {
    case 'concat':
      return { ...node, items: node.items.map(factored) }
    case 'alternate': {
      const items = node.items.map(factored)
      return either(hasCapture(node) ? items : shareStarts(items))
    }
    case 'repeat':
    case 'capture':
    case 'atomic':
      return { ...node, item: factored(node.item) }
    default:
      return node
  }
}
