import { expect, onTestFinished, test } from 'vitest'
import type { End } from './link.ts'
import type { Member } from './member.ts'
import { VITALS } from './vitals.ts'
import { watchBeats } from './watch.ts'

const BEAT = Object.keys(VITALS).indexOf('beat')

/** A worker that is nothing but its vitals. */
function makeMember() {
  const vitals = new SharedArrayBuffer(Object.keys(VITALS).length * Float64Array.BYTES_PER_ELEMENT)
  const cells = new Float64Array(vitals)
  const ends: (End | undefined)[] = []
  const link = { post: () => {}, end: (why?: End) => Promise.resolve(void ends.push(why)) }
  return { member: { vitals, link } as unknown as Member, ends, beat: () => cells[BEAT]!++ }
}

test('a worker whose event loop does not go round is ended, once; the others are left alone', async () => {
  const [stuck, well, young] = [makeMember(), makeMember(), makeMember()]
  young.member.vitals = null
  const watch = watchBeats(() => [stuck.member, well.member, young.member], 5)
  const beating = setInterval(well.beat, 1)
  onTestFinished(() => {
    clearInterval(beating)
    watch.stop()
  })
  await expect.poll(() => stuck.ends).toEqual([expect.objectContaining({ kind: 'stuck' })])
  let rounds = 0
  await expect.poll(() => ++rounds > 10).toBe(true)
  expect([stuck.ends.length, well.ends, young.ends]).toEqual([1, [], []])
})
