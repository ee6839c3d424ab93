import type { Node } from './ast.ts'
import { areDisjoint } from './char-set.ts'
import { AT_END, before } from './follow.ts'

/** Instructions of the engine's program, roughly: what a repeat says `n` times is there `n` times. */
export function programSize(node: Node): number {
  switch (node.kind) {
    case 'empty':
    case 'set':
    case 'assert':
      return 1
    case 'concat':
      return node.items.reduce((sum, item) => sum + programSize(item), 0)
    case 'alternate':
      return node.items.reduce((sum, item) => sum + 1 + programSize(item), 0)
    case 'repeat': {
      const copies = Math.max(1, node.min, node.max === Infinity ? 0 : node.max)
      return copies * (programSize(node.item) + (node.min === node.max ? 0 : 1))
    }
    case 'capture':
      return 2 + programSize(node.item)
    case 'atomic':
      return programSize(node.item)
  }
}

/** The largest product of the numbers in nested repeats; RE2 allows 1000. */
export function repeatProduct(node: Node): number {
  switch (node.kind) {
    case 'concat':
    case 'alternate':
      return node.items.reduce((most, item) => Math.max(most, repeatProduct(item)), 1)
    case 'repeat':
      return repeatProduct(node.item) * Math.max(1, node.max === Infinity ? node.min : node.max)
    case 'capture':
    case 'atomic':
      return repeatProduct(node.item)
    default:
      return 1
  }
}

/** Of alternatives that all start differently one is followed at a time; others may be side by side. */
function widest(items: readonly Node[]): number {
  const sizes = items.map(programSize)
  const apart = areDisjoint(items.map((item) => before(item, AT_END).first))
  return items.length + (apart ? Math.max(...sizes) : sizes.reduce((sum, size) => sum + size, 0))
}

const repeatsForEver = (node: Node): boolean =>
  node.kind === 'repeat' ? node.max === Infinity || repeatsForEver(node.item)
  : node.kind === 'concat' || node.kind === 'alternate' ? node.items.some(repeatsForEver)
  : node.kind === 'capture' || node.kind === 'atomic' ? repeatsForEver(node.item)
  : false

/**
 * How many places of the pattern the engine may have to follow at every character of a long text: those inside and
 * after the first endless repeat. Others are passed once.
 * @param looping whether the node may start at every character, as all of it may in a search
 */
export function lastingSize(node: Node, looping: boolean): number {
  switch (node.kind) {
    case 'empty':
    case 'set':
    case 'assert':
      return looping ? 1 : 0
    case 'concat': {
      let loops = looping
      let size = 0
      for (const item of node.items) {
        size += lastingSize(item, loops)
        loops ||= repeatsForEver(item)
      }
      return size
    }
    case 'alternate':
      return looping && !repeatsForEver(node) ? widest(node.items) : node.items.reduce((sum, item) => sum + lastingSize(item, looping), 0)
    case 'repeat': {
      const copies = Math.max(1, node.min, node.max === Infinity ? 0 : node.max)
      return copies * (lastingSize(node.item, looping || node.max === Infinity) + (looping ? 1 : 0))
    }
    case 'capture':
      return lastingSize(node.item, looping) + (looping ? 2 : 0)
    case 'atomic':
      return lastingSize(node.item, looping)
  }
}
