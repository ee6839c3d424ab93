import { z } from 'zod'
import { KIND_NAMES, type Kind } from '#lib/model/kinds.ts'
import { MixedOut, ObjectOut } from '../objects/schemas.ts'
import { HEADER_INPUTS } from '../read-request.ts'
import { WorkspaceOut } from '../workspaces/schemas.ts'
import { OPERATIONS, type ApiOperation } from './operations.ts'
import { componentSchemas, jsonSchema, pickFields, type JsonSchema } from './schemas.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: JsonSchema) => ({ 'application/json': { schema } })
const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)

const ANY_OBJECT = JSON.stringify(jsonSchema(ObjectOut, 'output'))

/** Puts the kind's own schema in the place of "any object". */
function ofKind(schema: JsonSchema, kind: Kind | null): JsonSchema {
  if (kind === null) return schema
  return JSON.parse(JSON.stringify(schema).replaceAll(ANY_OBJECT, JSON.stringify(ref(kind)))) as JsonSchema
}

type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: JsonSchema }

function parametersOf({ method, path, verb }: ApiOperation, input: JsonSchema) {
  const required = new Set(input.required)
  const inPath = namesIn(path)
  const inBody = (field: string) => (verb.body === undefined ? method !== 'GET' && method !== 'DELETE' : field === verb.body)
  const workspace: Parameter = { name: 'workspace', in: 'query', schema: { type: 'string', default: 'default' } }
  const named = Object.entries(input.properties ?? {}).flatMap(([field, schema]): Parameter[] => {
    if (inPath.includes(field)) return [{ name: field, in: 'path', required: true, schema }]
    const header = HEADER_INPUTS[field as keyof typeof HEADER_INPUTS]
    if (header && (verb.body !== undefined || field !== 'comment' || !inBody(field))) return [{ name: header, in: 'header', schema }]
    return inBody(field) ? [] : [{ name: field, in: 'query', required: required.has(field), schema }]
  })
  return { parameters: [workspace, ...named], isBodyField: (field: string) => inBody(field) && !inPath.includes(field) }
}

function bodyOf({ method, verb }: ApiOperation, input: JsonSchema, isBodyField: (field: string) => boolean, kind: Kind | null) {
  if (verb.body !== undefined) {
    const named = kind ? `${kind}.input` : 'workspaces.input'
    if (method !== 'PATCH') return { required: true, content: json(ref(named)) }
    const schema = { type: 'object', description: `A merge patch of ${named}` }
    return { required: true, content: { 'application/merge-patch+json': { schema } } }
  }
  if (method === 'GET' || method === 'DELETE') return undefined
  const isShown = (field: string) => isBodyField(field) && (field === 'comment' || !(field in HEADER_INPUTS))
  const schema = input.properties ? pickFields(input, isShown) : input
  return Object.keys(schema.properties ?? {}).length === 0 && input.properties ? undefined : { content: json(schema) }
}

/** Which errors a call may answer, from what it takes. */
function errorsOf({ path, verb, method }: ApiOperation, input: JsonSchema): number[] {
  const takes = Object.keys(input.properties ?? {})
  return [
    ...(method === 'GET' ? [] : [400, 403, 409]),
    ...(verb.role === 'public' ? [] : [401, 403]),
    ...(namesIn(path).length > 0 || verb.role !== 'public' ? [404] : []),
    ...(path === '/setup' && method === 'POST' ? [410] : []),
    ...(takes.includes('ifMatch') ? [412] : []),
    ...(takes.length > 0 ? [422] : []),
    ...(path.startsWith('/session') && method === 'POST' ? [401, 429] : []),
    503,
  ]
}

const idOf = ({ method, path }: ApiOperation) => `${method.toLowerCase()}${path.replace(/[^a-z]+/gi, '-').replace(/-$/, '')}`

function describe(operation: ApiOperation, kind: Kind | null) {
  const { verb, status, path } = operation
  const input = jsonSchema(verb.input, 'input')
  const { parameters, isBodyField } = parametersOf(operation, input)
  const body = bodyOf(operation, input, isBodyField, kind)
  const isStream = path.endsWith('/stream')
  const shape = verb.output ? ofKind(jsonSchema(verb.output, 'output'), kind) : {}
  const answer = isStream ? { 'text/event-stream': { schema: { type: 'string' } } } : json(shape)
  const errors = [...new Set(errorsOf(operation, input))].sort((a, b) => a - b)
  return {
    operationId: idOf(operation),
    tags: [path.split('/')[1]],
    summary: verb.summary,
    'x-sluice-role': verb.role,
    security: verb.role === 'public' ? [] : [{ session: [] }, { token: [] }],
    parameters,
    ...(body ? { requestBody: body } : {}),
    responses: {
      [status]: status === 204 ? { description: 'Done' } : { description: 'OK', content: answer },
      ...Object.fromEntries(errors.map((code) => [code, { description: 'Refused', content: json(ref('error')) }])),
    },
  }
}

/** Calls for any kind are written out for each, so that each shows its own fields. */
const expanded = (operation: ApiOperation): [ApiOperation, Kind | null][] =>
  operation.path.startsWith('/{kind}')
    ? KIND_NAMES.map((kind) => [{ ...operation, path: operation.path.replace('{kind}', kind) }, kind])
    : [[operation, null]]

function build() {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operation, kind] of OPERATIONS.flatMap(expanded)) {
    const methods = (paths[operation.path] ??= {})
    const described = describe(operation, kind)
    const parameters = described.parameters.filter(({ name }) => name !== 'kind' || kind === null)
    methods[operation.method.toLowerCase()] = { ...described, parameters }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sluice', version: '1', description: 'Messages of errors follow Accept-Language (en, zh-CN).' },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: { ...componentSchemas(), workspaces: jsonSchema(WorkspaceOut, 'output'), mixed: jsonSchema(MixedOut, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'sluice_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

let document: ReturnType<typeof build> | undefined

/** The API as OpenAPI 3.1, made of the schemas that check it. */
export const openApiDocument = (): ReturnType<typeof build> => (document ??= build())

export const OpenApiOut = z.looseObject({ openapi: z.string() })
