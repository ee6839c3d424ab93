import type { Kind } from './kinds.ts'
import type { Dialect } from './workspace.ts'

type Defaults = { stripPath: boolean; preserveHost: boolean; requestBuffering: boolean; responseBuffering: boolean }

const KEEP: Defaults = { stripPath: false, preserveHost: true, requestBuffering: false, responseBuffering: false }

// Kong §1.6: strip_path and both bufferings true, preserve_host false. Ingress and Gateway API keep path and host.
const ROUTE_DEFAULTS: Record<Dialect, Defaults> = {
  gateway: KEEP,
  kong: { stripPath: true, preserveHost: false, requestBuffering: true, responseBuffering: true },
  ingress: KEEP,
  nginx: KEEP,
  pipy: KEEP,
}

/** Fills the fields whose default depends on the dialect, before the input meets its schema. */
export function withDialectDefaults(dialect: Dialect, kind: Kind, input: Record<string, unknown>): Record<string, unknown> {
  return kind === 'routes' ? { ...ROUTE_DEFAULTS[dialect], ...input } : input
}
