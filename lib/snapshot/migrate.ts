type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Changes each object of a list; what is no list of objects stays, for the schema to refuse. */
const each = (value: unknown, change: (item: Json) => Json): unknown =>
  Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? change(item) : item)) : value

/** Version 2: entries name their criterion and may end a host; routes rewrite paths; listeners say how paths and headers compare; streams. */
const toVersion2 = (old: Json): Json => ({
  ...old,
  version: 2,
  streams: [],
  listeners: each(old.listeners, (listener) => ({
    ...listener,
    pathForm: 'reserved',
    foldHeaderValues: listener.dialect === 'kong',
    entries: each(listener.entries, (entry) => ({ ...entry, criterion: -1 })),
  })),
  routes: each(old.routes, (route) => ({ ...route, rewrite: null, action: { service: null, ...(route.action as Json) } })),
})

/** Version 3: certificates may ask clients for theirs. */
const toVersion3 = (old: Json): Json => ({
  ...old,
  version: 3,
  certificates: each(old.certificates, (certificate) => ({ ...certificate, clientCertificates: null })),
})

const withoutStickiness = (action: unknown): unknown =>
  isObject(action) && isObject(action.canary) ? { ...action, canary: { ...action.canary, sticky: null } } : action

/** Version 4: filters, consumers, hashing, health checks and slow start. What was asked of these before was not served. */
const toVersion4 = (old: Json): Json => ({
  ...old,
  version: 4,
  consumers: [],
  routes: each(old.routes, (route) => ({ ...route, rewriteTemplate: null, filters: [], action: withoutStickiness(route.action) })),
  upstreams: each(old.upstreams, (upstream) => ({ ...upstream, hash: [], slots: 10_000, slowStartMs: 0, healthchecks: null })),
})

const STEPS = new Map<unknown, (old: Json) => Json>([
  [1, toVersion2],
  [2, toVersion3],
  [3, toVersion4],
])

/** Brings the JSON of an older version to the newest, a step at a time. What is no snapshot is left for its schema to refuse. */
export function migrateSnapshot(json: unknown): unknown {
  let current = json
  while (isObject(current)) {
    const step = STEPS.get(current.version)
    if (!step) break
    current = step(current)
  }
  return current
}
