import { BALANCE_CASES } from './balance-cases.ts'
import type { BenchCase } from './case.ts'
import { COMPILE_CASES } from './routing/compile-cases.ts'
import { MATCH_CASES } from './routing/match-cases.ts'
import { TRAFFIC_CASES } from './traffic/cases/traffic-cases.ts'

/** Every case, in the order in which they run. */
export const CASES: BenchCase[] = [...MATCH_CASES, ...COMPILE_CASES, ...BALANCE_CASES, ...TRAFFIC_CASES]

/** The cases of a name or of a group; all for null, none where nothing has that name. */
export const selectCases = (cases: BenchCase[], name: string | null): BenchCase[] =>
  name === null ? cases : cases.filter((candidate) => candidate.name === name || candidate.group === name)
