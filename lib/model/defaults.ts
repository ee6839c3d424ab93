import type { Kind } from './kinds.ts'
import type { Dialect } from './workspace.ts'

type Defaults = { stripPath: boolean; preserveHost: boolean }

// Kong §1.6: strip_path true, preserve_host false. KIC, Ingress and Gateway API keep path and host.
const ROUTE_DEFAULTS: Record<Dialect, Defaults> = {
  gateway: { stripPath: false, preserveHost: true },
  kong: { stripPath: true, preserveHost: false },
  ingress: { stripPath: false, preserveHost: true },
  nginx: { stripPath: false, preserveHost: true },
  pipy: { stripPath: false, preserveHost: true },
}

/** Fills the fields whose default depends on the dialect, before the input meets its schema. */
export function withDialectDefaults(dialect: Dialect, kind: Kind, input: Record<string, unknown>): Record<string, unknown> {
  return kind === 'routes' ? { ...ROUTE_DEFAULTS[dialect], ...input } : input
}
