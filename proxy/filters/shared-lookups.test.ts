import { expect, test } from 'vitest'
import { SharedLookups, type Lookup } from './shared-lookups.ts'

type Begun = { by: string; end(result: string, isForAll: boolean): void; isCancelled: boolean }

/** Look-ups that the test ends, and who asked and heard what. */
function scene() {
  const begun: Begun[] = []
  const heard: string[] = []
  const lookups = new SharedLookups<string>()
  const lookupOf = (by: string): Lookup<string> => (done) => {
    const one: Begun = { by, end: done, isCancelled: false }
    begun.push(one)
    return () => void (one.isCancelled = true)
  }
  const join = (by: string, key = 'key') => lookups.join(key, lookupOf(by), (result) => heard.push(`${by}: ${result}`))
  return { begun, heard, join }
}

test('one look-up serves all who ask the same at a time', () => {
  const { begun, heard, join } = scene()
  join('a')
  join('b')
  join('c', 'other')
  expect(begun.map(({ by }) => by)).toEqual(['a', 'c'])
  begun[0]!.end('yes', true)
  expect(heard).toEqual(['a: yes', 'b: yes'])
})

test('a result that is not for all is for the first alone; the others ask themselves', () => {
  const { begun, heard, join } = scene()
  join('a')
  join('b')
  join('c')
  begun[0]!.end('yes', false)
  expect(heard).toEqual(['a: yes'])
  expect(begun.map(({ by }) => by)).toEqual(['a', 'b', 'c'])
  begun[2]!.end('no', false)
  begun[1]!.end('maybe', false)
  expect(heard).toEqual(['a: yes', 'c: no', 'b: maybe'])
})

test('who comes behind a result asks anew', () => {
  const { begun, join } = scene()
  join('a')
  begun[0]!.end('yes', true)
  join('b')
  expect(begun.map(({ by }) => by)).toEqual(['a', 'b'])
})

test('who leaves hears nothing; the look-up goes on for the others, the first having left too', () => {
  const { begun, heard, join } = scene()
  const leave = join('a')
  join('b')
  leave()
  expect(begun[0]!.isCancelled).toBe(false)
  begun[0]!.end('yes', true)
  expect(heard).toEqual(['b: yes'])
})

test('when the first has left, what is not for all is for nobody', () => {
  const { begun, heard, join } = scene()
  const leave = join('a')
  join('b')
  leave()
  begun[0]!.end('yes', false)
  expect(heard).toEqual([])
  begun[1]!.end('own', false)
  expect(heard).toEqual(['b: own'])
})

test('a look-up for which nobody waits is cancelled, and the next begins one', () => {
  const { begun, join } = scene()
  const leaves = [join('a'), join('b')]
  for (const leave of leaves) leave()
  expect(begun[0]!.isCancelled).toBe(true)
  join('c')
  expect(begun.map(({ by }) => by)).toEqual(['a', 'c'])
})

test('who asks itself in the end can leave too', () => {
  const { begun, join } = scene()
  join('a')
  const leave = join('b')
  begun[0]!.end('yes', false)
  leave()
  expect(begun[1]!.isCancelled).toBe(true)
})

test('to leave twice, or behind the result, is harmless', () => {
  const { begun, heard, join } = scene()
  const leave = join('a')
  begun[0]!.end('yes', true)
  leave()
  join('b')
  leave()
  expect(begun[1]!.isCancelled).toBe(false)
  begun[1]!.end('no', true)
  expect(heard).toEqual(['a: yes', 'b: no'])
})
