import type { ManagedBy, Page } from '#components/api/types.ts'

/** Why a route cannot be reached, or not by everybody, in the reader's language. */
export type ReachFinding = { code: string; effect: 'unreachable' | 'unknown' | 'limited' | 'note'; text: string; advice: string; manifest?: string }

export type ReachState = 'reachable' | 'limited' | 'unknown' | 'unreachable' | 'notServed'

/** `namespace` null: in the whole cluster. */
export type Problem = { resource: string; namespace: string | null; message: string }

export type ClusterAnswer<T> = Page<T> & { problems: Problem[] }

export type RouteReachAnswer = { route: string; state: ReachState; findings: ReachFinding[] }

type Named = { namespace: string; name: string; createdAt: string; managedBy: ManagedBy | null }

export type ClusterIngress = Named & {
  class: string | null
  controller: string | null
  served: boolean
  hosts: string[]
  paths: number
  backends: { service: string; port: string }[]
  secrets: string[]
  addresses: string[]
  routes: string[]
  reach: { state: ReachState; finding: ReachFinding | null }
}

export type ClusterService = Named & {
  type: string
  clusterIP: string | null
  externalName: string | null
  externalIPs: string[]
  addresses: string[]
  selector: Record<string, string> | null
  ports: { name: string | null; port: number; protocol: string; targetPort: string | number | null; nodePort: number | null }[]
  endpoints: { ready: number; all: number }
  routes: string[]
}

export type ClusterSecret = {
  namespace: string
  name: string
  createdAt: string | null
  type: string | null
  state: 'ok' | 'absent' | 'forbidden' | 'invalid'
  reason: string | null
  names: string[]
  subject: string | null
  issuer: string | null
  notBefore: string | null
  notAfter: string | null
  ingresses: { name: string; served: boolean; uncovered: string[] }[]
}

export type PolicyRule = { ports: string[]; text: string }

/** `ingress`, `egress` null: it does not limit this direction. */
export type ClusterPolicy = Named & { selects: string; ingress: PolicyRule[] | null; egress: PolicyRule[] | null }

/** The lists of the page by their word in the API. */
export type ClusterLists = { ingresses: ClusterIngress; services: ClusterService; secrets: ClusterSecret; 'network-policies': ClusterPolicy }
