import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataDir } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sluice-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (text: string) => writeFileSync(path.join(folder, 'lock'), text)
const holder = () => JSON.parse(readFileSync(path.join(folder, 'lock'), 'utf8')) as { pid: number }

test('a folder is held by one process, which the next one is told of', () => {
  const release = lockDataDir(folder)
  expect(() => lockDataDir(folder)).toThrow(`process ${process.pid}`)
  release()
  lockDataDir(folder)()
  expect(readdirSync(folder)).toEqual([])
})

test('the lock of a dead process is taken over', () => {
  write(JSON.stringify({ pid: spawnSync(process.execPath, ['--version']).pid, born: '' }))
  lockDataDir(folder)
  expect(holder().pid).toBe(process.pid)
})

test.runIf(process.platform === 'linux')('a later process of the same number is not the holder', () => {
  write(JSON.stringify({ pid: process.pid, born: 'another boot/1' }))
  lockDataDir(folder)
  expect(() => lockDataDir(folder)).toThrow('in use')
})

test.each(['', '{', '[]', '{"pid":"1"}'])('a lock file without sense is replaced: %j', (text) => {
  write(text)
  lockDataDir(folder)
  expect(holder().pid).toBe(process.pid)
})

test('giving back leaves the lock of another process alone', () => {
  const release = lockDataDir(folder)
  const other = JSON.stringify({ pid: 1, born: '' })
  write(other)
  release()
  expect(readFileSync(path.join(folder, 'lock'), 'utf8')).toBe(other)
})
