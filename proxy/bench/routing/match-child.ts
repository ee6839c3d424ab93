import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { readTask } from '../run-child.ts'
import { type Effort, timeLookups, type Timing } from './lookups.ts'
import { freshRequest, mixRequests, type MixedRequest } from './request-mix.ts'
import { generateRoutes, type Layout } from './route-specs.ts'
import { findMyWay } from './subjects/find-my-way.ts'
import { scan } from './subjects/scan.ts'
import { sluice } from './subjects/sluice.ts'
import type { Subject, SubjectInput, SubjectName } from './subjects/subject.ts'

/** `requests`: how many different ones are in the mix. */
export type MatchTask = {
  subject: SubjectName
  version: string
  count: number
  layout: Layout
  snapshotFile: string
  requests: number
  effort: Effort
}
export type MatchAnswer = Timing & Pick<Subject, 'version' | 'note' | 'bytesPerRoute' | 'tableBytesPerRoute'>

const BUILDERS: Record<SubjectName, (input: SubjectInput, version: string) => Subject> = {
  sluice: sluice as (input: SubjectInput, version: string) => Subject,
  'find-my-way': findMyWay as (input: SubjectInput) => Subject,
  scan: scan as (input: SubjectInput) => Subject,
}

const CHECKED = 1000

/** What is fast and wrong is not worth a figure. */
function verify({ find, nameOf, holds }: Subject, mix: readonly MixedRequest[]): void {
  for (const request of mix.slice(0, CHECKED)) {
    const found = nameOf(find(freshRequest(request)))
    const expected = request.expected !== null && holds(request.expected) ? request.expected : null
    if (found !== expected) throw new Error(`${request.host}${request.target} went to ${found}, not to ${expected}`)
  }
}

/** One subject, measured in a process where no other has run. */
export async function measure(task: MatchTask): Promise<MatchAnswer> {
  const { subject: name, count, layout, effort } = task
  const specs = () => generateRoutes(count, layout)
  const encoded = readFileSync(task.snapshotFile, 'latin1')
  const build = BUILDERS[name]
  // A first build loads what stays for good, which is no route's memory. With its stack gone, no part of it is alive.
  build({ encoded, specs }, task.version)
  await setImmediate()
  const subject = build({ encoded, specs }, task.version)
  const mix = mixRequests(specs(), task.requests)
  verify(subject, mix)
  const timing = timeLookups(subject.find, mix, effort)
  const { version, note, bytesPerRoute, tableBytesPerRoute } = subject
  // What is undefined does not travel.
  return { ...timing, version, note, bytesPerRoute, tableBytesPerRoute }
}

if (process.send) process.send(await measure(readTask<MatchTask>()))
