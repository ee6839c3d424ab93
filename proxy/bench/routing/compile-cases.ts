import type { BenchCase } from '../case.ts'
import { runChild } from '../run-child.ts'
import { ownVersion } from '../version.ts'
import type { CompileAnswer, CompileTask } from './compile-child.ts'

const CHILD = new URL('compile-child.ts', import.meta.url)

function compileCase(name: string, task: CompileTask): BenchCase {
  const run = async () => {
    const { medianMs } = await runChild<CompileTask, CompileAnswer>(CHILD, task)
    return [{ case: name, subject: 'sluice', version: ownVersion(), medianMs: Math.round(medianMs * 10) / 10 }]
  }
  return { name, group: 'match', run }
}

export const COMPILE_CASES: BenchCase[] = [
  compileCase('compile-10k', { count: 10_000, change: false, warmUps: 3, runs: 9 }),
  compileCase('recompile-10k', { count: 10_000, change: true, warmUps: 3, runs: 15 }),
]
