import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkBytes, type Side } from './testing/checks.ts'
import { compare } from './testing/compare.ts'
import { parseRequests, parseResponses } from './testing/llhttp.ts'
import { REQUESTS } from './testing/malformed-requests.ts'
import { GOOD_REQUESTS, GOOD_RESPONSES } from './testing/messages.ts'
import { mutate } from './testing/mutate.ts'
import { seededRandom } from './testing/random.ts'
import type { Reading } from './testing/read-messages.ts'
import type { RequestHead, ResponseHead } from './message.ts'

const CORPUS = new URL('corpus/', import.meta.url)
/** Inputs between two looks at the clock; llhttp gets those of a round at once. */
const ROUND = 1000

export type FuzzOptions = {
  seed: number
  /** Ends after so many inputs, or after so long. */
  inputs: number
  seconds: number
  /** One of so many inputs that were taken is given to llhttp too. */
  llhttpEvery: number
}

export type Finding = { side: Side; bytes: Buffer; fault: string }
/** `taken`: inputs that begin with a message; `compared`: of these, given to llhttp; `differences`: how often each was met. */
export type FuzzReport = {
  inputs: number
  taken: number
  compared: number
  findings: Finding[]
  differences: Record<string, number>
  seconds: number
}

/** Messages to start from: those of the tests, and the files of the corpus, whose names begin with their side. */
export function seedsOf(side: Side): string[] {
  const names = readdirSync(CORPUS).filter((name) => name.startsWith(side))
  const files = names.map((name) => readFileSync(new URL(name, CORPUS), 'latin1'))
  const good = [...Object.values(side === 'request' ? GOOD_REQUESTS : GOOD_RESPONSES), ...files]
  if (side === 'response') return good
  const malformed = REQUESTS.map(([, bytes]) => bytes).filter((bytes) => bytes.length < 1000)
  // About two good ones for each that was refused from the start.
  return [...malformed, ...Array.from({ length: malformed.length * 2 }, (_, i) => good[i % good.length]!)]
}

/**
 * Feeds the codec with changed messages and checks what must hold for each (`checkBytes`), and for some that what it takes
 * llhttp takes in the same way.
 */
export async function fuzz({ seed, inputs, seconds, llhttpEvery }: FuzzOptions): Promise<FuzzReport> {
  const random = seededRandom(seed)
  const seeds = { request: seedsOf('request'), response: seedsOf('response') }
  const report: FuzzReport = { inputs: 0, taken: 0, compared: 0, findings: [], differences: {}, seconds: 0 }
  const met = (name: string): void => void (report.differences[name] = (report.differences[name] ?? 0) + 1)
  const startedAt = performance.now()
  while (report.inputs < inputs && report.seconds < seconds && report.findings.length < 20) {
    const side: Side = random(3) === 0 ? 'response' : 'request'
    const taken: { bytes: Buffer; reading: Reading<RequestHead | ResponseHead> }[] = []
    for (let i = 0; i < ROUND; i++) {
      const bytes = Buffer.from(mutate(random, seeds[side]), 'latin1')
      const { fault, reading } = checkBytes(side, bytes, random)
      if (fault !== null) report.findings.push({ side, bytes, fault })
      if (reading.messages.length === 0) continue
      report.taken++
      if (random(llhttpEvery) === 0) taken.push({ bytes, reading })
    }
    const parsings = await (side === 'request' ? parseRequests : parseResponses)(taken.map(({ bytes }) => bytes))
    for (const [index, { bytes, reading }] of taken.entries()) {
      const fault = compare(reading, parsings[index]!, met)
      if (fault !== null) report.findings.push({ side, bytes, fault })
    }
    report.inputs += ROUND
    report.compared += taken.length
    report.seconds = (performance.now() - startedAt) / 1000
  }
  return report
}

/** Keeps the bytes of a finding in the corpus, where every later run starts from them too. */
function keep({ side, bytes }: Finding): string {
  const name = `${side}-found-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.http`
  writeFileSync(new URL(name, CORPUS), bytes)
  return name
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' }, inputs: { type: 'string', default: 'Infinity' }, seed: { type: 'string', default: '1' },
      'llhttp-every': { type: 'string', default: '10' },
    },
  })
  const report = await fuzz({
    seed: Number(values.seed), inputs: Number(values.inputs), seconds: Number(values.seconds), llhttpEvery: Number(values['llhttp-every']),
  })
  for (const finding of report.findings) {
    console.log(`${finding.fault}\n  ${JSON.stringify(finding.bytes.toString('latin1'))}\n  kept as ${keep(finding)}`)
  }
  console.log({ ...report, findings: report.findings.length })
  process.exit(report.findings.length === 0 ? 0 : 1)
}
