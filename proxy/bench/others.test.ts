import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseBusy, parseOwn } from './others.ts'

test('idle and waiting time is not busy, nor is what was stolen', () => {
  expect(parseBusy('cpu  100 10 30 5000 700 2 3 4000 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')).toBe(145)
})

test('a process has its own time and that of its children', () => {
  expect(parseOwn('77 (a b) c) S 12 77 77 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 1 0 100 1000')).toBe(315)
})

test.runIf(process.platform === 'linux')('the time of a child that has ended is ours', () => {
  const own = () => parseOwn(readFileSync('/proc/self/stat', 'utf8'))
  const before = own()
  spawnSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 300_000);'])
  expect(own() - before).toBeGreaterThanOrEqual(29)
})
