import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Blocks } from './body-blocks.ts'

test('what is appended comes out in order, whatever is taken in between', () => {
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 100_000 }) }, fc.constant('take' as const)), { maxLength: 60 })
  fc.assert(fc.property(steps, (list) => {
    const blocks = new Blocks()
    const [sent, got]: Buffer[][] = [[], []]
    for (const [place, step] of list.entries()) {
      if (step === 'take') {
        const piece = blocks.take()
        if (piece) got!.push(Buffer.from(piece))
        continue
      }
      const bytes = Buffer.alloc(step + 2, place)
      blocks.append(bytes, 1, step + 1)
      sent!.push(bytes.subarray(1, step + 1))
    }
    const left = blocks.pieces()
    expect(left.reduce((sum, piece) => sum + piece.length, 0)).toBe(blocks.bytes)
    expect(Buffer.concat([...got!, ...left]).equals(Buffer.concat(sent!))).toBe(true)
  }), { numRuns: 200 })
})

test('many small pieces take a few blocks', () => {
  const blocks = new Blocks()
  const byte = Buffer.from('x')
  for (let i = 0; i < 262_144; i++) blocks.append(byte, 0, 1)
  expect(blocks.pieces().length).toBeLessThan(12)
})

test('after clear, nothing is there, and it can be used again', () => {
  const blocks = new Blocks()
  blocks.append(Buffer.from('old'), 0, 3)
  blocks.clear()
  expect([blocks.bytes, blocks.take()]).toEqual([0, null])
  blocks.append(Buffer.from('new'), 0, 3)
  expect(blocks.take()!.toString()).toBe('new')
})
