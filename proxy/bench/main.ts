import { writeFile } from 'node:fs/promises'
import { type BenchArguments, parseArguments, USAGE } from './arguments.ts'
import type { CaseResult } from './case.ts'
import { describeMachine } from './machine.ts'
import { watchOthers } from './others.ts'
import { CASES, selectCases } from './registry.ts'
import { report } from './report.ts'

function readArguments(): BenchArguments {
  try {
    return parseArguments(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}

/** Cores busy with what is not ours, from which on figures are to be doubted. */
const MOST_NOISE = 0.15

function noted(note: string | undefined, noise: readonly string[]): { note?: string } {
  const all = [...(note === undefined ? [] : [note]), ...noise]
  return all.length === 0 ? {} : { note: all.join('; ') }
}

const { name, json, settings } = readArguments()
const cases = selectCases(CASES, name)
if (cases.length === 0) {
  const names = new Set(CASES.flatMap((known) => [known.group, known.name]))
  console.error(`No such case: ${name}. There are ${[...names].join(', ')}.`)
  process.exit(2)
}

const results: CaseResult[] = []
for (const { name: running, run } of cases) {
  const others = watchOthers()
  const [first, ...rest] = await run(settings)
  const { seconds, cores } = others()
  console.error(`${running}: ${seconds.toFixed(0)} s`)
  const noise = cores > MOST_NOISE ? [`other work kept ${cores.toFixed(1)} cores busy meanwhile`] : []
  if (first) results.push({ ...first, ...noted(first.note, noise) }, ...rest)
}
const machine = describeMachine()
if (json !== null) await writeFile(json, `${JSON.stringify({ machine, cases: results }, null, 2)}\n`)
console.log(report(machine, results))
