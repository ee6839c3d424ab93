// The dependency rule: which folder may import which. A folder may also import whatever those may import.
const MAY_IMPORT = {
  'lib/model': [],
  'lib/snapshot': ['lib/model'],
  'lib/routing': ['lib/model', 'lib/snapshot'],
  'lib/compile': ['lib/model', 'lib/routing', 'lib/snapshot'],
  'lib/link': ['lib/snapshot'],
  'lib/kubernetes': ['lib/model'],
  'lib/store': ['lib/model', 'lib/kubernetes', 'prisma'],
  'lib/auth': ['lib/store'],
  'lib/control': ['lib/kubernetes', 'lib/store', 'lib/compile', 'lib/snapshot', 'lib/link'],
  'lib/services': ['lib/store', 'lib/auth', 'lib/compile', 'lib/routing', 'lib/snapshot', 'lib/link'],
  'lib/route-tests': ['lib/model'],
  'lib/demo': ['lib/store', 'lib/auth'],
  'lib/supervisor': [],
  prisma: [],
  components: ['lib/model'],
  app: ['lib/services', 'components'],
  proxy: ['lib/model', 'lib/routing', 'lib/snapshot', 'lib/link'],
  // Pure: bytes in, heads out.
  'proxy/http1/codec': ['lib/link'],
  // A tool beside the proxy, no part of it.
  'proxy/bench': ['proxy', 'lib/compile'],
}

/** Single files that a folder may import although it may not import their folder. */
const ALSO = {
  'lib/supervisor': ['lib/auth/setup-token.ts', 'lib/store/migrate.ts', 'lib/store/open.ts'],
  'proxy/bench': ['lib/testing/factories.ts'],
}

const LEAVES = 'lib/(errors|env|secret|lock)[.]ts$'
const TESTS = '[.](test|contract|spec)[.]tsx?$|/testing/'

const reach = (folder, seen = new Set()) => {
  for (const next of MAY_IMPORT[folder]) {
    if (!seen.has(next)) reach(next, seen.add(next))
  }
  return [...seen]
}

const literal = (text) => text.replace(/[.]/g, '[.]')

const folderRules = Object.keys(MAY_IMPORT).map((folder) => {
  const ownRules = Object.keys(MAY_IMPORT).filter((other) => other.startsWith(`${folder}/`)).map((other) => `^${other}/`)
  const allowed = [folder, ...reach(folder)].map((name) => `^${name}/`).concat((ALSO[folder] ?? []).map((file) => `^${literal(file)}$`))
  return {
    name: `${folder.replaceAll('/', '-')}-keeps-its-bounds`,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: [TESTS, ...ownRules] },
    to: { path: '^(lib|proxy|app|components|prisma|e2e)/', pathNot: [`^${LEAVES}`, ...allowed] },
  }
})

const packageRule = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'], ...to },
})

module.exports = {
  forbidden: [
    ...folderRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'resolves', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^#prisma/generated/' } },
    { name: 'leaves-import-nothing-of-ours', severity: 'error', from: { path: `^${LEAVES}` }, to: { path: '^(lib|proxy|app|components|prisma)/', pathNot: '^lib/errors[.]ts$' } },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { pathNot: [TESTS, '^(e2e|proxy/bench)/', '^[^/]+[.]config[.]ts$'] },
      to: { path: '^(lib/testing|proxy/testing|proxy/bench|e2e)/' },
    },
    packageRule('model-needs-zod-only', '^lib/(model|snapshot)/', { pathNot: '^node_modules/zod/' }),
    packageRule('proxy-is-lean', '^proxy/', { path: '^node_modules/(@prisma|prisma|@kubernetes|next|react|react-dom|pg|better-sqlite3)/' }),
    packageRule('services-know-no-transport', '^lib/', { path: '^node_modules/(next|react|react-dom)/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules/.*/node_modules|[.]next|coverage|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
}
