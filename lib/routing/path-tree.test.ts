import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemsEnd, itemsOf, nodesAlong, treeBuilder } from './path-tree.ts'
import { finish } from './slices.ts'

const literal = fc.string({ unit: fc.constantFrom('/', 'a', 'b'), maxLength: 6 })

test('a walk meets every item whose literal begins the path, each once, those of a node in their order', () => {
  const property = fc.property(fc.array(literal, { minLength: 1, maxLength: 60 }), fc.array(literal, { maxLength: 20 }), (literals, paths) => {
    const builder = treeBuilder(1)
    finish(builder.add([{ literal: '/other', item: [-1] }]))
    const root = finish(builder.add(literals.map((one, index) => ({ literal: one, item: [index] }))))
    const trees = builder.pack()
    for (const path of paths) {
      const nodes: number[] = []
      const count = nodesAlong(trees, root, path, nodes)
      const lists = nodes.slice(0, count).map((node) => Array.from(trees.cells.subarray(itemsOf(trees, node), itemsEnd(trees, node))))
      for (const list of lists) expect(list).toEqual(list.toSorted((a, b) => a - b))
      const met = lists.flat()
      expect(new Set(met).size).toBe(met.length)
      const wanted = literals.flatMap((one, index) => (path.startsWith(one) ? [index] : []))
      expect(met).toEqual(expect.arrayContaining(wanted))
    }
  })
  fc.assert(property, { numRuns: 500 })
})

test('of many literals a walk meets few', () => {
  const builder = treeBuilder(1)
  const root = finish(builder.add(Array.from({ length: 5000 }, (_, index) => ({ literal: `/v1/items-${index}`, item: [index] }))))
  const trees = builder.pack()
  const nodes: number[] = []
  const count = nodesAlong(trees, root, '/v1/items-4321/x', nodes)
  const met = nodes.slice(0, count).reduce((sum, node) => sum + itemsEnd(trees, node) - itemsOf(trees, node), 0)
  expect(met).toBeLessThan(20)
})

test('the depth of a tree is no depth of calls', () => {
  const builder = treeBuilder(1)
  const root = finish(builder.add(Array.from({ length: 4000 }, (_, index) => ({ literal: `/${'a'.repeat(4000 - index)}`, item: [index] }))))
  expect(nodesAlong(builder.pack(), root, `/${'a'.repeat(4000)}`, [])).toBeGreaterThan(3900)
})
