import { open, type FileHandle } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../testing/client.ts'
import { BodyStore, openUnnamed } from './body-store.ts'

/** A store, and what it has told. */
function makeStore(openFile?: () => Promise<FileHandle>) {
  const told: string[] = []
  const user = { onRoom: () => void told.push('room'), onStored: () => void told.push('stored'), onBroken: (error: unknown) => void told.push(String(error)) }
  return { store: new BodyStore(user, openFile), told }
}

const BLOCK = Buffer.alloc(65_536, 'b')
const add = (store: BodyStore, times: number) => {
  for (let i = 0; i < times; i++) store.add(BLOCK, 0, BLOCK.length)
}

test('a small body stays in memory, and is there when it is said to be', async () => {
  const { store, told } = makeStore(() => Promise.reject(new Error('no file')))
  add(store, 4)
  store.end()
  expect(told).toEqual([])
  await until(() => told.length > 0)
  expect([told, store.size, store.isFull]).toEqual([['stored'], 262_144, false])
  expect(Buffer.concat(store.pieces!).equals(Buffer.concat([BLOCK, BLOCK, BLOCK, BLOCK]))).toBe(true)
})

test('what comes faster than the file takes it is held back', async () => {
  let openLater = () => {}
  const { store, told } = makeStore(() => new Promise((resolve) => (openLater = () => resolve(openUnnamed()))))
  onTestFinished(() => store.release())
  add(store, 4)
  expect(store.isFull).toBe(false)
  add(store, 1)
  expect(store.isFull).toBe(true)
  openLater()
  await until(() => told.includes('room'))
  expect(store.isFull).toBe(false)
  add(store, 1)
  store.add(Buffer.from('end'), 0, 3)
  store.end()
  await until(() => told.includes('stored'))
  const last = Buffer.alloc(16)
  expect([store.pieces, await store.read(last, 6 * BLOCK.length), last.toString('latin1', 0, 3)]).toEqual([null, 3, 'end'])
})

describe('a disk that is full', () => {
  const full = () => open('/dev/full', 'w')

  test('is said once, and nothing is kept any more', async () => {
    const { store, told } = makeStore(full)
    add(store, 6)
    await until(() => told.length > 0)
    add(store, 6)
    store.end()
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).toEqual([expect.stringContaining('ENOSPC')])
    expect(store.isFull).toBe(false)
    store.release()
  })

  test('is nothing to a body that nobody wants', async () => {
    let file: FileHandle | null = null
    const { store, told } = makeStore(async () => (file = await full()))
    add(store, 6)
    store.release()
    await until(() => file?.fd === -1)
    expect(told).toEqual([])
  })
})

test('the last who holds it lets the file go', async () => {
  let file: FileHandle | null = null
  const { store, told } = makeStore(async () => (file = await openUnnamed()))
  add(store, 8)
  store.end()
  await until(() => told.includes('stored'))
  store.hold()
  store.release()
  expect(await store.read(Buffer.alloc(10), 0)).toBe(10)
  store.release()
  await until(() => file!.fd === -1)
})

test('one that is let go before all of it came tells nothing', async () => {
  const { store, told } = makeStore()
  add(store, 1)
  store.end()
  store.release()
  add(store, 1)
  await new Promise((resolve) => setImmediate(resolve))
  expect([told, store.pieces]).toEqual([[], []])
})
