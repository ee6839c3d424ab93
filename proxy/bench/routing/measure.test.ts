import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import { runChild } from '../run-child.ts'
import type { CompileAnswer, CompileTask } from './compile-child.ts'
import type { MatchAnswer, MatchTask } from './match-child.ts'
import { generateRoutes, type Layout } from './route-specs.ts'
import { SUBJECTS } from './subjects/subject.ts'
import { toConfig } from './to-config.ts'

const COUNT = 60
const TINY = { warmUps: 64, batched: 128, single: 64, milliseconds: 200 }

let folder = ''
const fileOf = (layout: Layout) => path.join(folder, `${layout}.json`)

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'))
  for (const layout of ['hosts', 'one-host'] as const) {
    const { snapshot } = compile([toConfig(generateRoutes(COUNT, layout))], { now: new Date(0) })
    writeFileSync(fileOf(layout), encodeSnapshot(snapshot))
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

const measureMatch = (subject: MatchTask['subject'], layout: Layout, snapshotFile = fileOf(layout)) =>
  runChild<MatchTask, MatchAnswer>(new URL('match-child.ts', import.meta.url), {
    subject, version: '1.2.3', count: COUNT, layout, snapshotFile, requests: 300, effort: TINY,
  })

test.each(SUBJECTS.flatMap((subject) => [[subject, 'hosts'] as const, [subject, 'one-host'] as const]))(
  '%s finds what it must on the layout %s, and is timed',
  async (subject, layout) => {
    const answer = await measureMatch(subject, layout)
    expect(answer.medianNs).toBeGreaterThan(0)
    expect(answer.p99Ns).toBeGreaterThan(0)
    expect(answer.bytesPerRoute).toBeGreaterThan(0)
    expect(answer.note === undefined).toBe(subject !== 'find-my-way')
  },
)

test('a table that answers wrongly gives no figure', async () => {
  await expect(measureMatch('sluice', 'hosts', fileOf('one-host'))).rejects.toThrow('went to null, not to team-')
})

test.each([false, true])('compile() is timed, with a change: %s', async (change) => {
  const task: CompileTask = { count: COUNT, change, warmUps: 1, runs: 2 }
  const { medianMs } = await runChild<CompileTask, CompileAnswer>(new URL('compile-child.ts', import.meta.url), task)
  expect(medianMs).toBeGreaterThan(0)
})
