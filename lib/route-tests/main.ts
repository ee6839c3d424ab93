import path from 'node:path'
import { StartError } from '#lib/errors.ts'
import { readArguments, USAGE, type Options } from './arguments.ts'
import { askToRun } from './ask.ts'
import { readTests } from './read-tests.ts'
import { resultLines } from './report.ts'

/** Files are named from where the user stands; npm runs scripts in the folder of the package. */
function pathOf(file: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env
  return path.resolve(script === 'route-tests' && folder ? folder : process.cwd(), file)
}

/** Whether all passed. All files are read before the first is run. @throws {StartError} */
async function runFiles({ files, ...instance }: Options): Promise<boolean> {
  const read = await Promise.all(files.map(async (file) => ({ file, tests: await readTests(pathOf(file)) })))
  let [passed, failed] = [0, 0]
  for (const { file, tests } of read) {
    if (read.length > 1) console.log(file)
    for (const { name } of tests.filter(({ enabled }) => !enabled)) console.log(`skip  ${name} (disabled)`)
    const chosen = tests.filter(({ enabled }) => enabled)
    for (const result of chosen.length > 0 ? await askToRun(instance, chosen) : []) {
      if (result.passed) passed++
      else failed++
      console.log(resultLines(result).join('\n'))
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0
}

try {
  const options = readArguments(process.argv.slice(2), process.env)
  if (!options) console.log(USAGE)
  else process.exitCode = (await runFiles(options)) ? 0 : 1
} catch (cause) {
  if (!(cause instanceof StartError)) throw cause
  console.error(cause.message)
  process.exitCode = 2
}
