type Json = Record<string, unknown>

const list = (value: unknown): Json[] => value as Json[]

/** Version 2: entries name their criterion and may end a host; routes rewrite paths; listeners say how paths and headers compare; streams. */
const toVersion2 = (old: Json): Json => ({
  ...old,
  version: 2,
  streams: [],
  listeners: list(old.listeners).map((listener) => ({
    ...listener,
    pathForm: 'reserved',
    foldHeaderValues: listener.dialect === 'kong',
    entries: list(listener.entries).map((entry) => ({ ...entry, criterion: -1 })),
  })),
  routes: list(old.routes).map((route) => ({ ...route, rewrite: null, action: { service: null, ...(route.action as Json) } })),
})

const STEPS: Record<number, (old: Json) => Json> = { 1: toVersion2 }

/** Brings the JSON of an older version to the newest, a step at a time. What is no snapshot is left for its schema to refuse. */
export function migrateSnapshot(json: unknown): unknown {
  let current = json
  for (;;) {
    const step = typeof current === 'object' && current !== null ? STEPS[(current as Json).version as number] : undefined
    if (!step) return current
    current = step(current as Json)
  }
}
