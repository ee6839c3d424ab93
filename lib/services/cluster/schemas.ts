import { z } from 'zod'
import { REACH_CODES } from '#lib/kubernetes/reach/finding.ts'
import { ManagedByOut, pageOf } from '../objects/schemas.ts'

export const ReachFindingOut = z.object({
  code: z.enum(REACH_CODES),
  effect: z.enum(['unreachable', 'unknown', 'limited', 'note']),
  text: z.string(),
  advice: z.string().describe('what to do'),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  manifest: z.string().optional().describe('YAML of an object that would remedy it'),
})

export const ReachStateOut = z.enum(['reachable', 'limited', 'unknown', 'unreachable']).describe('limited: not by everybody, or not over https; unknown: it cannot be told')

export const RouteReachOut = z.object({ route: z.string(), state: ReachStateOut, findings: z.array(ReachFindingOut).describe('the reason for the state first') })

export const ProblemOut = z.object({ resource: z.string(), namespace: z.string().nullable().describe('null: in the whole cluster'), message: z.string() })

/** A page of a list, and what could not be read for it. */
export const clusterPageOf = <S extends z.ZodType>(item: S) => pageOf(item).extend({ problems: z.array(ProblemOut) })

const Named = { namespace: z.string(), name: z.string(), createdAt: z.iso.datetime(), managedBy: ManagedByOut.nullable() }

export const IngressOut = z.object({
  ...Named,
  class: z.string().nullable(),
  controller: z.string().nullable().describe('of its class; null: there is no such class, or none may be read'),
  served: z.boolean().describe('by this workspace'),
  hosts: z.array(z.string()),
  paths: z.number().int(),
  backends: z.array(z.object({ service: z.string(), port: z.string() })),
  secrets: z.array(z.string()),
  addresses: z.array(z.string()).describe('in its status'),
  routes: z.array(z.string()),
  reach: z.object({ state: z.enum([...ReachStateOut.options, 'notServed']), finding: ReachFindingOut.nullable() }),
})

export const ServiceOut = z.object({
  ...Named,
  type: z.string(),
  clusterIP: z.string().nullable(),
  externalName: z.string().nullable(),
  externalIPs: z.array(z.string()),
  addresses: z.array(z.string()).describe('of its load balancer'),
  selector: z.record(z.string(), z.string()).nullable(),
  ports: z.array(z.object({ name: z.string().nullable(), port: z.number().int(), protocol: z.string(), targetPort: z.union([z.string(), z.number()]).nullable(), nodePort: z.number().int().nullable() })),
  endpoints: z.object({ ready: z.number().int(), all: z.number().int() }),
  routes: z.array(z.string()).describe('at most 50'),
})

export const SecretOut = z.object({
  namespace: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime().nullable(),
  type: z.string().nullable(),
  state: z.enum(['ok', 'absent', 'forbidden', 'invalid']),
  reason: z.string().nullable().describe('why it is invalid'),
  names: z.array(z.string()).describe('that the certificate covers'),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  notBefore: z.iso.datetime().nullable(),
  notAfter: z.iso.datetime().nullable(),
  ingresses: z.array(z.object({ name: z.string(), served: z.boolean(), uncovered: z.array(z.string()).describe('hosts that it names the Secret for and the certificate does not cover') })),
})

const Peer = z.object({ pods: z.string().nullable(), namespaces: z.string().nullable(), cidr: z.string().nullable(), except: z.array(z.string()) })
const Rule = z.object({ peers: z.array(Peer).describe('empty: everybody'), ports: z.array(z.string()).describe('empty: every port'), text: z.string() })

export const NetworkPolicyOut = z.object({
  ...Named,
  selects: z.string().describe('pods, as a label selector; empty: all of its namespace'),
  ingress: z.array(Rule).nullable().describe('null: it does not limit this direction; empty: nothing is let through'),
  egress: z.array(Rule).nullable(),
})
