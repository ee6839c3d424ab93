import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { compile } from '#lib/compile/compile.ts'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { BenchCase, MatchResult } from '../case.ts'
import { runChild } from '../run-child.ts'
import { median } from '../statistics.ts'
import { ownVersion } from '../version.ts'
import { EFFORT } from './lookups.ts'
import type { MatchAnswer, MatchTask } from './match-child.ts'
import { generateRoutes, type Layout } from './route-specs.ts'
import { SUBJECTS, type SubjectName } from './subjects/subject.ts'
import { toConfig } from './to-config.ts'

const CHILD = new URL('match-child.ts', import.meta.url)
const ROUNDS = 3
const REQUESTS = 50_000

/** One snapshot for all subjects, as the controller would send it, in a file for the time of `use`. */
async function withSnapshot<T>(count: number, layout: Layout, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-bench-'))
  try {
    const file = path.join(folder, 'snapshot.json')
    const { snapshot } = compile([toConfig(generateRoutes(count, layout))], { now: new Date(0) })
    await writeFile(file, encodeSnapshot(snapshot))
    return await use(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function merge(name: string, subject: SubjectName, answers: readonly MatchAnswer[]): MatchResult {
  const middle = (value: (answer: MatchAnswer) => number) => Math.round(median(answers.map(value)))
  const { version, note, tableBytesPerRoute } = answers[0]!
  return {
    case: name,
    subject,
    version,
    medianNs: middle((answer) => answer.medianNs),
    p99Ns: middle((answer) => answer.p99Ns),
    bytesPerRoute: middle((answer) => answer.bytesPerRoute),
    ...(tableBytesPerRoute !== undefined && { tableBytesPerRoute: middle((answer) => answer.tableBytesPerRoute ?? 0) }),
    bytesPerMatch: middle((answer) => answer.bytesPerMatch),
    ...(note !== undefined && { note }),
  }
}

/**
 * Each subject in a process of its own, so that none meets the inline caches or the heap of another, and in rounds (all
 * subjects, then all again), so that a machine that grows slower does so for all. Figures are the medians of the rounds.
 */
function matchCase(name: string, count: number, layout: Layout): BenchCase {
  const run = () =>
    withSnapshot(count, layout, async (snapshotFile) => {
      const answers = new Map<SubjectName, MatchAnswer[]>(SUBJECTS.map((subject) => [subject, []]))
      for (let round = 0; round < ROUNDS; round++) {
        for (const [subject, collected] of answers) {
          const task: MatchTask = { subject, version: ownVersion(), count, layout, snapshotFile, requests: REQUESTS, effort: EFFORT }
          collected.push(await runChild<MatchTask, MatchAnswer>(CHILD, task))
        }
      }
      return [...answers].map(([subject, collected]) => merge(name, subject, collected))
    })
  return { name, group: 'match', run }
}

export const MATCH_CASES: BenchCase[] = [
  matchCase('match-100', 100, 'hosts'),
  matchCase('match-10k', 10_000, 'hosts'),
  matchCase('match-100k', 100_000, 'hosts'),
  matchCase('match-one-host', 5000, 'one-host'),
]
