import { writeFile } from 'node:fs/promises'
import { type BenchArguments, parseArguments, USAGE } from './arguments.ts'
import type { CaseResult } from './case.ts'
import { describeMachine } from './machine.ts'
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

const { name, json, settings } = readArguments()
const cases = selectCases(CASES, name)
if (cases.length === 0) {
  const names = new Set(CASES.flatMap((known) => [known.group, known.name]))
  console.error(`No such case: ${name}. There are ${[...names].join(', ')}.`)
  process.exit(2)
}

const results: CaseResult[] = []
for (const { name: running, run } of cases) {
  const begin = performance.now()
  results.push(...(await run(settings)))
  console.error(`${running}: ${((performance.now() - begin) / 1000).toFixed(0)} s`)
}
const machine = describeMachine()
if (json !== null) await writeFile(json, `${JSON.stringify({ machine, cases: results }, null, 2)}\n`)
console.log(report(machine, results))
