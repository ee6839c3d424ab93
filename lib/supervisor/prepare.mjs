// Brings a clone to the state in which Sluice starts: packages, Prisma clients, pages. What is fresh is left alone.
// Plain JavaScript without packages, for any Node from 20 on: it runs before there is anything else.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const NODE = path.join(ROOT, 'node_modules/.bin/node')

const PRISMA_INPUTS = ['prisma/models', 'prisma/sqlite', 'prisma/postgresql', 'prisma/generate.mjs', 'prisma.config.ts', 'package-lock.json']
const PAGE_FOLDERS = ['app', 'components', 'lib', 'public', 'prisma/models']
const PAGE_INPUTS = PAGE_FOLDERS.concat('next.config.mjs', 'postcss.config.mjs', 'tsconfig.json', 'package.json', 'package-lock.json')
const NOT_IN_PAGES = /\.test\.tsx?$|^lib\/(testing|supervisor|control)\//

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8')

const INSTALLED = 'node_modules/.sluice-lock'

/** Whether we installed from this lock, or npm's own list of what it installed says the same. */
function isInstalled() {
  if (!existsSync(NODE) || !existsSync(path.join(ROOT, 'node_modules/.package-lock.json'))) return false
  if (existsSync(path.join(ROOT, INSTALLED)) && read(INSTALLED) === digest(['package-lock.json'])) return true
  const wanted = JSON.parse(read('package-lock.json')).packages
  const present = JSON.parse(read('node_modules/.package-lock.json')).packages
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true
    const found = present[name]
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer || entry.extraneous)
  })
}

function filesUnder(input) {
  const absolute = path.join(ROOT, input)
  if (!existsSync(absolute)) return []
  const entries = readDirectory(absolute)
  return entries ? entries.flatMap((name) => filesUnder(path.join(input, name))) : [input]
}

function readDirectory(absolute) {
  try {
    return readdirSync(absolute).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}

function digest(inputs, skip = /^$/) {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap(filesUnder)) {
    if (!skip.test(file)) hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file))).update('\0')
  }
  return hash.digest('hex')
}

/** Runs one step unless its stamp says that it was done with the same inputs; the stamp is written last. */
function step({ title, stamp, inputs, skip, run }) {
  const wanted = digest(inputs, skip)
  if (existsSync(path.join(ROOT, stamp)) && read(stamp) === wanted) return
  rmSync(path.join(ROOT, stamp), { force: true })
  timed(title, run)
  mkdirSync(path.dirname(path.join(ROOT, stamp)), { recursive: true })
  writeFileSync(path.join(ROOT, stamp), wanted)
}

function timed(title, run) {
  const begin = Date.now()
  console.log(`sluice: ${title} …`)
  run()
  console.log(`sluice: ${title}: done in ${((Date.now() - begin) / 1000).toFixed(1)} s`)
}

/** What it prints is shown only where it fails. */
function command(program, args, env = {}) {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } }
  const { status, error, stdout, stderr } = spawnSync(program, args, options)
  if (status === 0) return
  console.error(`${stdout ?? ''}${stderr ?? ''}`.trimEnd())
  console.error(`sluice: ${path.basename(program)} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`)
  process.exit(1)
}

function install() {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  if (npm?.endsWith('.js')) command(process.execPath, [npm, ...args])
  else command('npm', args)
  if (existsSync(NODE)) return writeFileSync(path.join(ROOT, INSTALLED), digest(['package-lock.json']))
  console.error('sluice: npm did not run the install script of the package "node"; is ignore-scripts set?')
  process.exit(1)
}

if (!isInstalled()) timed('installing packages (a minute or two, once)', install)
step({
  title: 'generating the database clients',
  stamp: 'prisma/generated/.inputs',
  inputs: PRISMA_INPUTS,
  run: () => command(NODE, ['prisma/generate.mjs']),
})
if (!process.argv.includes('--no-build')) {
  step({
    title: 'building the dashboard (a minute, once)',
    stamp: '.next/inputs',
    inputs: PAGE_INPUTS,
    skip: NOT_IN_PAGES,
    run: () => command(NODE, ['node_modules/next/dist/bin/next', 'build'], { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
  })
}
