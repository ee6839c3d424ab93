import { BUILD, CHECKS, type Level, SUITES } from './levels.ts'
import { closingLine, type Tally, total } from './tally.ts'

// `npm test -- lint unit` runs these levels only.
const chosen = process.argv.slice(2)
const isChosen = (level: Level) => chosen.length === 0 || chosen.includes(level.name)
const known = [BUILD, ...CHECKS, ...SUITES].map((level) => level.name)
const unknown = chosen.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`No such level: ${unknown.join(', ')}. There are ${known.join(', ')}.`)
  process.exit(1)
}

const say = (text: string) => process.stdout.write(text)

async function measured(level: Level, show: (text: string) => void): Promise<Tally> {
  const begin = performance.now()
  const tally = await level.run(show)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  show(`${level.name}: ${closingLine(tally)} (${seconds} s)\n`)
  return tally
}

/** Its output comes in one piece, when it has ended. */
async function collected(level: Level): Promise<Tally> {
  const output: string[] = []
  const tally = await measured(level, (text) => output.push(text))
  say(tally.failed > 0 ? output.join('') : (output.at(-1) ?? ''))
  return tally
}

const tallies: Tally[] = []
if (isChosen(BUILD)) tallies.push(await measured(BUILD, say))
tallies.push(...(await Promise.all(CHECKS.filter(isChosen).map(collected))))
for (const level of SUITES.filter(isChosen)) tallies.push(await measured(level, say))

const strict = Boolean(process.env.CI)
for (const skip of tallies.flatMap((tally) => tally.skipped)) {
  say(`${strict ? 'failed, as CI may skip nothing' : 'skipped'}: ${skip.name}: ${skip.reason}\n`)
}
const result = total(tallies, strict)
process.exitCode = result.failed > 0 ? 1 : 0
say(`${closingLine(result)}\n`)
