// Leaves in node_modules what the three processes load when they run, for the image. Pages are bundled: of the packages that only
// they import nothing is needed. Plain JavaScript without packages.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

const SOURCES = ['lib', 'proxy', 'app/main.ts', 'prisma/generated']
const NOT_RUN = /\.test\.tsx?$|\.contract\.ts$|(^|\/)(testing|bench|demo|supervisor)(\/|$)/
/** What the server of Next loads without being asked by ours; what next.config.mjs keeps out of the bundles is imported by lib too. */
const ALSO = ['react', 'react-dom', 'next-intl']
/** Compilers and watchers that a build needs, a library for images that no page has, and the Node.js of the base image. */
const NEVER = /^(node|sharp|@img\/.*|@next\/swc-.*|@swc\/core.*|@parcel\/watcher.*|typescript)$/

/**
 * The packages that the processes import by name.
 * @param {string} root of the repository
 * @returns {Set<string>}
 */
export function importedPackages(root) {
  const found = new Set(ALSO)
  const visit = (file) => {
    if (NOT_RUN.test(file)) return
    const absolute = path.join(root, file)
    if (!/\.\w+$/.test(file)) return readdirSync(absolute).forEach((name) => visit(path.join(file, name)))
    if (!/\.m?tsx?$|\.mjs$/.test(file)) return
    for (const [, name] of readFileSync(absolute, 'utf8').matchAll(/(?:from|import) ?\(? ?'((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g)) found.add(name)
  }
  SOURCES.forEach(visit)
  return found
}

/** Where Node.js finds a package from the folder of another: in its own node_modules, or in one further up. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[candidate]) return candidate
    if (folder === '') return undefined
  }
}

/**
 * The folders of those packages and of all that they depend on; peers count where they are imported themselves.
 * @param {Record<string, {dependencies?: object, optionalDependencies?: object}>} packages of package-lock.json
 * @param {Iterable<string>} names
 * @returns {Set<string>} as `node_modules/next`
 */
export function neededFolders(packages, names) {
  const needed = new Set()
  const add = (from, name) => {
    const folder = NEVER.test(name) ? undefined : resolve(packages, from, name)
    if (folder === undefined || needed.has(folder)) return
    needed.add(folder)
    const { dependencies = {}, optionalDependencies = {} } = packages[folder]
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) add(folder, dependency)
  }
  for (const name of names) add('', name)
  return needed
}

function prune(root) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  const needed = neededFolders(packages, importedPackages(root))
  // The deepest first: a folder may go whose nested packages are needed by nobody else.
  for (const folder of Object.keys(packages).filter(Boolean).sort().reverse()) {
    const isAround = [...needed].some((other) => other.startsWith(`${folder}/`))
    if (!needed.has(folder) && !isAround) rmSync(path.join(root, folder), { recursive: true, force: true })
  }
  // Source maps and types are half of what is left.
  for (const file of readdirSync(path.join(root, 'node_modules'), { recursive: true })) {
    if (/\.(map|d\.[cm]?ts)$/.test(file)) rmSync(path.join(root, 'node_modules', file), { force: true })
  }
  for (const name of ['.bin', '.cache', '.package-lock.json']) rmSync(path.join(root, 'node_modules', name), { recursive: true, force: true })
  return [...needed].filter((folder) => existsSync(path.join(root, folder))).length
}

if (import.meta.main) console.log(`kept ${prune(process.cwd())} packages`)
