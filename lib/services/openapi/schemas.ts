import { z } from 'zod'
import { KINDS, SECRET_FIELDS, type Kind } from '#lib/model/kinds.ts'
import { ManagedByOut, OriginOut } from '../objects/schemas.ts'
import { WorkspaceInput } from '../workspaces/schemas.ts'

export type JsonSchema = Record<string, unknown> & { properties?: Record<string, JsonSchema>; required?: string[] }

/** Where a schema has no JSON form (a transform), any value is documented rather than none. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema
  return rest
}

/** Some of the fields of an object schema. */
export function pickFields(schema: JsonSchema, keep: (field: string) => boolean): JsonSchema {
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([field]) => keep(field)))
  const required = (schema.required ?? []).filter(keep)
  const { required: _, ...rest } = schema
  return { ...rest, properties, ...(required.length > 0 ? { required } : {}) }
}

const Moment = { type: 'string', format: 'date-time' }
const STORED: Record<string, JsonSchema> = { version: { type: 'string' }, createdAt: Moment, updatedAt: Moment }

/** In a Kubernetes workspace. */
const ORIGIN = jsonSchema(OriginOut, 'output')
const MANAGED_BY = jsonSchema(ManagedByOut, 'output')

const FACTS: JsonSchema = {
  type: ['object', 'null'],
  properties: Object.fromEntries(
    ['subject', 'issuer', 'serialNumber', 'notBefore', 'notAfter', 'fingerprint', 'keyType'].map((field) => [field, { type: 'string' }]),
  ),
}
FACTS.properties!.names = { type: 'array', items: { type: 'string' } }

/** What a client may send: a certificate may come without its pair, a credential without its secret, to be made or kept. */
function inputOf(kind: Kind): JsonSchema {
  const schema = jsonSchema(KINDS[kind], 'input')
  if (kind === 'credentials') return { ...schema, required: (schema.required ?? []).filter((field) => field !== 'secret') }
  if (kind !== 'certificates') return schema
  const selfSigned = { type: 'object', properties: { days: { type: 'integer', minimum: 1, maximum: 3650, default: 365 } } }
  return { ...schema, properties: { ...schema.properties, selfSigned }, required: ['name'] }
}

function outputOf(kind: Kind): JsonSchema {
  const secret: readonly string[] = SECRET_FIELDS[kind] ?? []
  const open = pickFields(jsonSchema(KINDS[kind], 'output'), (field) => !secret.includes(field))
  const extra = { ...STORED, origin: ORIGIN, managedBy: MANAGED_BY, ...(kind === 'certificates' ? { facts: FACTS } : {}) }
  return { ...open, properties: { ...open.properties, ...extra }, required: [...(open.required ?? []), ...Object.keys(STORED)] }
}

const kinds = Object.keys(KINDS) as Kind[]

export const ERROR: JsonSchema = {
  type: 'object',
  description: 'More fields may stand beside these: `current` (412), `referrers` and `broken` (409) …',
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'array', items: { type: ['string', 'integer'] } }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['code', 'message', 'issues'],
}

/** Named schemas: `routes` as it is answered, `routes.input` as it is sent. */
export const componentSchemas = (): Record<string, JsonSchema> => ({
  error: ERROR,
  'workspaces.input': jsonSchema(WorkspaceInput, 'input'),
  ...Object.fromEntries(kinds.flatMap((kind) => [[kind, outputOf(kind)], [`${kind}.input`, inputOf(kind)]])),
})
