import { define, type Definition } from './definition.ts'

const route = define('route')
const ingress = define('ingress')

const asFilter = (value: unknown): unknown => [typeof value === 'object' && value !== null ? { ...value, type: 'rewritePath' } : value]

const PATH_TYPE = '`regex` (anchored at the start) or `startsWith` (any text may follow): what all paths but those of the type Exact are'
const USE_REGEX = '`true`: paths of the type ImplementationSpecific are regular expressions; `false` (default)'
const REWRITE_TARGET = 'the path asked of the target, with `$1` … `$9` from the groups of the path'
const REWRITE_PATH = 'map of `mode` (`prefix`, `full`, `regex`) with `value`, or `pattern` and `replacement`'

/** What the paths of an Ingress mean, and what becomes of them on the way. */
export const PATH_ANNOTATIONS: readonly Definition[] = [
  ingress('path-type', 'text', 'pathType', PATH_TYPE, 'regex', { field: 'routes.paths.type' }),
  ingress('use-regex', 'yaml', 'useRegex', USE_REGEX, 'true', { field: 'routes.paths.type' }),
  route('rewrite-target', 'text', 'rewriteTarget', REWRITE_TARGET, '/$2'),
  route('rewrite-path', 'yaml', 'filters', REWRITE_PATH, '{ mode: prefix, value: /v2 }', { field: 'routes.filters (rewritePath)', shape: asFilter }),
]
