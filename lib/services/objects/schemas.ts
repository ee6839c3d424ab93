import { z } from 'zod'
import { DIAGNOSTIC_CODES } from '#lib/model/routing-config.ts'
import { TestImpactOut } from '../route-tests/schemas.ts'

/** The Kubernetes object that an object of ours was read from. */
export const OriginOut = z.object({ kind: z.string(), namespace: z.string(), name: z.string() })

/** Who keeps that Kubernetes object as it is. */
export const ManagedByOut = z.object({ tool: z.enum(['sluice', 'helm', 'argocd', 'flux', 'other']), name: z.string() })

/** What a write does, or did, to one Kubernetes object. */
export const KubernetesChangeOut = z.object({
  ref: OriginOut,
  action: z.enum(['create', 'update', 'delete']),
  method: z.enum(['create', 'apply', 'patch', 'delete']),
  managedBy: ManagedByOut.nullable(),
  before: z.string().nullable().describe('YAML without what the server fills in'),
  after: z.string().nullable(),
  patch: z.array(z.object({ op: z.enum(['add', 'replace', 'test', 'remove']), path: z.string(), value: z.unknown().optional() })).nullable(),
  command: z.string().describe('does the same by hand'),
})

/** Shapes of answers, for the API document; the inputs are the schemas of `lib/model`. */
export const DiagnosticOut = z.object({
  code: z.enum(DIAGNOSTIC_CODES),
  severity: z.enum(['error', 'warning']),
  source: z.object({
    workspace: z.string(),
    kind: z.string().describe('one of ours, or that of a Kubernetes object of which none of ours was made'),
    name: z.string(),
    namespace: z.string().optional(),
    origin: OriginOut.optional(),
  }),
  field: z.string().optional(),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** The most telling changes first, at most 200 lines. */
export const RoutingChangeOut = z.object({
  pattern: z.string(),
  before: z.string(),
  after: z.string(),
  alike: z.number().int().describe('how many more patterns change in the same way'),
})

/** Any object as it is answered; the document replaces it by the kind's own fields. */
export const ObjectOut = z.looseObject({ name: z.string(), version: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(), origin: OriginOut.optional(), managedBy: ManagedByOut.optional() })
export const MixedOut = ObjectOut.extend({ kind: z.string() })

const TouchesOut = z.object({
  total: z.number().int(),
  changed: z.number().int().describe('those for which something else will run'),
  routes: z.array(z.object({ name: z.string(), changed: z.boolean() })).describe('those that change first, at most 500'),
})

const Outcome = {
  revision: z.number().int().nullable().describe('null: nothing changed'),
  diagnostics: z.array(DiagnosticOut),
  routingDiff: z.array(RoutingChangeOut).optional().describe('in a dry run'),
  routeTests: TestImpactOut.optional().describe('in a dry run'),
  kubernetes: z.array(KubernetesChangeOut).optional().describe('in a cluster: the Kubernetes objects that are written'),
  touches: TouchesOut.optional().describe('in a dry run that writes templates: the routes that use them'),
}

export const WriteOut = z.object({ object: ObjectOut, ...Outcome })
export const CreateOut = WriteOut.extend({ secret: z.string().optional().describe('the key that was made for a new credential; it is not shown again') })
export const WritesOut = z.object({ objects: z.array(MixedOut), ...Outcome })

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int() })

export const RefOut = z.object({ kind: z.string(), name: z.string() })
