/** Why a route cannot be reached, cannot be reached by everybody, or why that cannot be told. */
export const REACH_CODES = [
  'ROUTE_DISABLED',
  'HOST_TAKEN',
  'PATH_TAKEN',
  'ROUTE_CONFLICT',
  'ROUTE_SHADOWED',
  'DIAGNOSED',
  'BACKEND_NOT_SUPPORTED',
  'SERVICE_NOT_FOUND',
  'PORT_NOT_FOUND',
  'NO_SELECTOR',
  'NO_POD_MATCHES',
  'TARGET_PORT_NOT_FOUND',
  'ENDPOINTS_WITHOUT_PORT',
  'NO_ENDPOINTS',
  'NONE_READY',
  'POLICY_BLOCKS_INGRESS',
  'POLICY_BLOCKS_EGRESS',
  'POLICY_UNDECIDED',
  'POLICIES_UNREADABLE',
  'SECRET_NOT_FOUND',
  'SECRET_FORBIDDEN',
  'SECRET_INVALID',
  'TLS_NAME_TAKEN',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_NAME_MISMATCH',
  'CLASS_NOT_FOUND',
  'CLASS_OF_ANOTHER',
  'CLASS_NOT_SERVED',
  'CLASS_NOT_NAMED',
] as const
export type ReachCode = (typeof REACH_CODES)[number]

/** `note`: it is worth knowing, and stops nobody. */
export type Effect = 'unreachable' | 'unknown' | 'limited' | 'note'

export type ReachFinding = {
  code: ReachCode
  effect: Effect
  params: Record<string, string | number>
  /** A manifest that would remedy it, in YAML. */
  manifest?: string
}

export type ReachState = 'reachable' | 'limited' | 'unknown' | 'unreachable'

const WORST: readonly Effect[] = ['unreachable', 'unknown', 'limited', 'note']

/** The state that findings come to, and the findings with the reason for it first. */
export function settleFindings(findings: readonly ReachFinding[]): { state: ReachState; findings: ReachFinding[] } {
  const ordered = findings.toSorted((a, b) => WORST.indexOf(a.effect) - WORST.indexOf(b.effect))
  const worst = ordered[0]?.effect ?? 'note'
  return { state: worst === 'note' ? 'reachable' : worst, findings: ordered }
}
