import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { containersOf, copyDeployment, isSluice, OVERLAYS, ROOT, scriptOf, workloadsOf } from './manifests.ts'

type Step = { instruction: string; rest: string }
type Package = { dependencies?: Record<string, string>; dev?: boolean; hasInstallScript?: boolean }

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

/** The instructions before the first FROM, and of each stage; continued lines are joined. */
function stagesOf(dockerfile: string): Step[][] {
  const stages: Step[][] = [[]]
  for (const line of dockerfile.replace(/^#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n').filter(Boolean)) {
    const [instruction, ...rest] = line.split(' ')
    if (instruction === 'FROM') stages.push([])
    stages.at(-1)!.push({ instruction: instruction!, rest: rest.join(' ').trim() })
  }
  return stages
}

const [settings, build, final] = stagesOf(read('Dockerfile'))
const of = (steps: Step[] | undefined, instruction: string): string[] => (steps ?? []).filter((step) => step.instruction === instruction).map(({ rest }) => rest)
const MADE = ['node_modules', '.next']
/** What the last stage holds of the repository. */
const held = of(final, 'COPY').flatMap((rest) => rest.split(/\s+/).slice(1, -1).map((source) => source.replace('/app/', '')))

const ignored = read('.dockerignore').split('\n').filter(Boolean)
const isIgnored = (file: string) =>
  ignored.reduce((so, line) => {
    const pattern = line.replace(/^!/, '')
    return path.matchesGlob(file, pattern) || path.matchesGlob(file, `${pattern}/**`) ? !line.startsWith('!') : so
  }, false)

let scripts: string[]
let prune: typeof import('../../deploy/prune-packages.mjs')

beforeAll(async () => {
  const deployment = await copyDeployment()
  const manifests = (await Promise.all(OVERLAYS.map((folder) => deployment.build(folder)))).flat()
  await deployment.remove()
  scripts = [...new Set(workloadsOf(manifests).flatMap(containersOf).filter(isSluice).map(scriptOf))]
  prune = await import('../../deploy/prune-packages.mjs')
})

test('both stages stand on the Node.js that the product asks for, from wherever the engine pulls', () => {
  expect(of(settings, 'ARG')).toEqual(['NODE=node:24-slim'])
  expect([of(build, 'FROM'), of(final, 'FROM')]).toEqual([['${NODE} AS build'], ['${NODE}']])
  expect((JSON.parse(read('package.json')) as { dependencies: Record<string, string> }).dependencies.node).toMatch(/^24\./)
})

test('what is copied is there, and reaches the engine', () => {
  const copied = of(build, 'COPY').flatMap((rest) => rest.split(/\s+/).slice(0, -1))
  expect(copied).toContain('package-lock.json')
  for (const source of [...copied, ...held]) {
    if (MADE.includes(source)) continue
    expect(existsSync(path.join(ROOT, source)), source).toBe(true)
    expect(isIgnored(source), source).toBe(false)
  }
})

test('every command of the manifests is in the image, and so is the one without a command', () => {
  const [program, supervisor] = JSON.parse(of(final, 'CMD')[0]!) as string[]
  expect(program).toBe('node')
  expect(scripts.sort()).toEqual(['app/main.ts', 'lib/control/main.ts', 'lib/store/migrate-main.ts', 'proxy/main.ts'])
  for (const script of [...scripts, supervisor!]) {
    expect(held.some((folder) => script === folder || script.startsWith(`${folder}/`)), script).toBe(true)
    expect(existsSync(path.join(ROOT, script)), script).toBe(true)
    expect(isIgnored(script), script).toBe(false)
  }
})

test('it runs as nobody in particular, and keeps neither secrets nor tests', () => {
  expect(of(final, 'USER')).toEqual(['10001:10001'])
  for (const file of ['deploy/base/secrets.env', 'deploy/overlays/ha/postgres.env', 'data/secret.key', '.git/config', 'lib/secret.test.ts', 'lib/testing/run.ts', 'e2e/product.ts']) {
    expect(isIgnored(file), file).toBe(true)
  }
  for (const file of ['deploy/prune-packages.mjs', 'lib/secret.ts', 'prisma/generate.mjs', 'app/main.ts']) expect(isIgnored(file), file).toBe(false)
})

test('the packages that are kept hold all that the processes import, and none of the tools', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> }
  const imported = prune.importedPackages(ROOT)
  const dependencies = Object.keys(packages['']!.dependencies!)
  for (const name of imported) expect(dependencies, name).toContain(name)
  const needed = prune.neededFolders(packages, imported)
  for (const name of ['next', 'react-dom', 'pg', 'better-sqlite3', '@prisma/client', '@node-rs/argon2', 'undici', 're2js', 'zod']) expect(needed).toContain(`node_modules/${name}`)
  for (const name of ['node', 'typescript', 'vitest', 'playwright', 'prisma', 'lucide-react', '@next/swc-linux-x64-gnu']) expect(needed).not.toContain(`node_modules/${name}`)
  for (const folder of needed) expect(packages[folder]!.dev, folder).toBeUndefined()
  // `npm ci --ignore-scripts` would leave them half installed.
  expect([...needed].filter((folder) => packages[folder]!.hasInstallScript)).toEqual([])
})
