import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { parseResident, parseStat, treeOf, usageOf } from './process-usage.ts'

test('a name with spaces and parentheses shifts no field', () => {
  const line = '77 (a b) c) S 12 77 77 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 1 0 100 1000 300 1 1'
  expect(parseStat(line)).toEqual({ pid: 77, parent: 12, ticks: 300 })
})

test('resident memory is read, and none is none', () => {
  expect(parseResident('Name:\tx\nVmRSS:\t    2048 kB\nThreads:\t1\n')).toBe(2048)
  expect(parseResident('Name:\tx\nState:\tZ (zombie)\n')).toBe(0)
})

test('a tree has children of children, and nobody else', () => {
  const stats = [[5, 4], [4, 3], [9, 1], [3, 1]].map(([pid = 0, parent = 0]) => ({ pid, parent, ticks: 1 }))
  expect(treeOf(3, stats).map(({ pid }) => pid)).toEqual([3, 4, 5])
})

test.runIf(process.platform === 'linux')('what a process below burns is counted', async () => {
  const burn = 'while (process.cpuUsage().user < 300_000); console.log("burnt"); setInterval(() => {}, 1000)'
  const wrapper = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(burn)}], { stdio: 'inherit' })`
  const child = spawn(process.execPath, ['-e', wrapper], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  onTestFinished(() => void process.kill(-child.pid!, 'SIGKILL'))
  await once(child.stdout, 'data')
  const usage = usageOf(child.pid!)!
  expect(usage.cpuMicros).toBeGreaterThan(290_000)
  expect(usage.rssMiB).toBeGreaterThan(20)
})
