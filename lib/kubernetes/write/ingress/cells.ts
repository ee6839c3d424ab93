import type { RawObject } from '../types.ts'

export type RawPath = { path?: string; pathType?: string; backend: RawBackend; [field: string]: unknown }
export type RawBackend = { service?: { name: string; port?: { name?: string; number?: number } }; resource?: unknown }
export type RawRule = { host?: string; http?: { paths?: RawPath[] | null } | null }
export type RawTls = { hosts?: string[] | null; secretName?: string }

/** `spec` of an Ingress, to be changed in place: a copy of what is there. */
export type RawSpec = { ingressClassName?: string; defaultBackend?: RawBackend; tls?: RawTls[]; rules?: RawRule[] }

/** One path of an Ingress, or its default backend: a route of ours. */
export type Cell = { rule: RawRule; item: RawPath } | { rule: null; item: null }

export const DEFAULT: Cell = { rule: null, item: null }

export const specOf = (raw: RawObject): RawSpec => (raw['spec'] ??= {}) as RawSpec

export const hostOf = ({ rule }: Cell): string => rule?.host?.toLowerCase() ?? ''

/** In the order in which routes are read: each path of each rule, then the default backend. */
export function cellsOf({ rules, defaultBackend }: RawSpec): Cell[] {
  const cells = (rules ?? []).flatMap((rule) => (rule.http?.paths ?? []).map((item): Cell => ({ rule, item })))
  return defaultBackend ? [...cells, DEFAULT] : cells
}

/** Takes a path out; a rule without paths would take its host to the default backend, and goes with its last one. */
export function removeCell(spec: RawSpec, { rule, item }: Cell): void {
  if (rule === null) {
    delete spec.defaultBackend
    return
  }
  const paths = rule.http?.paths?.filter((one) => one !== item) ?? []
  if (paths.length > 0) rule.http!.paths = paths
  else spec.rules = spec.rules!.filter((one) => one !== rule)
  if (spec.rules?.length === 0) delete spec.rules
}

/** Adds a path to the first rule of its host, or to a new one at the end. */
export function addPath(spec: RawSpec, host: string, item: RawPath): Cell {
  const known = spec.rules?.find((rule) => (rule.host?.toLowerCase() ?? '') === host && (rule.http?.paths?.length ?? 0) > 0)
  if (known) {
    known.http!.paths = [...known.http!.paths!, item]
    return { rule: known, item }
  }
  const rule: RawRule = { ...(host === '' ? {} : { host }), http: { paths: [item] } }
  spec.rules = [...(spec.rules ?? []), rule]
  return { rule, item }
}

/** Gives a path another host; the rule of this path alone keeps its place. */
export function moveCell(spec: RawSpec, cell: Cell & { item: RawPath }, host: string): Cell {
  if (hostOf(cell) === host) return cell
  if (cell.rule.http!.paths!.length > 1) {
    removeCell(spec, cell)
    return addPath(spec, host, cell.item)
  }
  if (host === '') delete cell.rule.host
  else cell.rule.host = host
  return cell
}
