import { z } from 'zod'
import { CONNECTION_FIELDS, CookieName, CookiePath, HeaderName, HeaderValue, Host, Name, noDuplicates, Port, Tags } from './common.ts'
import { rule, ruleText, type Rule } from './rule.ts'

export const Target = z.strictObject({
  host: Host,
  port: Port,
  /** 0 drains without deleting. */
  weight: z.number().int().min(0).max(65535).default(100),
  enabled: z.boolean().default(true),
})
export type Target = z.infer<typeof Target>

export const Algorithm = z.enum(['round-robin', 'least-connections', 'consistent-hashing', 'latency'])
export const HashOn = z.enum(['none', 'consumer', 'ip', 'header', 'cookie', 'path', 'query_arg', 'uri_capture'])

const Statuses = (fallback: number[]) => z.array(z.number().int().min(100).max(999)).max(64).default(fallback)
const Count = z.number().int().min(0).max(255).default(0)
/** Seconds between two checks; 0 turns them off (Kong). */
const Seconds = (fallback: number) => z.number().min(0).max(65535).default(fallback)
/** What a check may say of itself; the Host is its own to choose. */
const CheckHeader = HeaderName.refine((name) => name === 'host' || !CONNECTION_FIELDS.has(name), rule('reservedHeader'))
const CheckType = z.enum(['http', 'https', 'tcp', 'grpc', 'grpcs']).default('http')

export const ActiveChecks = z.strictObject({
  type: CheckType,
  httpPath: z.string().startsWith('/', rule('path')).regex(/^[\x21-\x7e]*$/, rule('visibleAscii')).default('/'),
  /** Seconds. */
  timeout: Seconds(1),
  concurrency: z.number().int().min(1).max(2_147_483_648).default(10),
  httpsVerifyCertificate: z.boolean().default(true),
  httpsSni: Host.optional(),
  headers: z.record(CheckHeader, z.array(HeaderValue).min(1)).default({}),
  healthy: z
    .strictObject({ interval: Seconds(0), httpStatuses: Statuses([200, 302]), successes: Count })
    .prefault({}),
  unhealthy: z
    .strictObject({
      interval: Seconds(0),
      httpStatuses: Statuses([429, 404, 500, 501, 502, 503, 504, 505]),
      tcpFailures: Count,
      timeouts: Count,
      httpFailures: Count,
    })
    .prefault({}),
})

export const PassiveChecks = z.strictObject({
  type: CheckType,
  healthy: z
    .strictObject({
      httpStatuses: Statuses([200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308]),
      successes: Count,
    })
    .prefault({}),
  unhealthy: z
    .strictObject({ httpStatuses: Statuses([429, 500, 503]), tcpFailures: Count, timeouts: Count, httpFailures: Count })
    .prefault({}),
})

/** Kong `upstreams.healthchecks`, in camelCase with its defaults. */
export const Healthchecks = z.strictObject({
  active: ActiveChecks.prefault({}),
  passive: PassiveChecks.prefault({}),
  /** Percent of healthy weight below which the whole upstream counts as unhealthy. */
  threshold: z.number().min(0).max(100).default(0),
})
export type Healthchecks = z.infer<typeof Healthchecks>

type HashFields = {
  algorithm: z.infer<typeof Algorithm>
  hashOn: z.infer<typeof HashOn>
  hashFallback: z.infer<typeof HashOn>
  hashOnHeader?: string
  hashFallbackHeader?: string
  hashOnCookie?: string
  hashOnQueryArg?: string
  hashFallbackQueryArg?: string
  hashOnUriCapture?: string
  hashFallbackUriCapture?: string
}

const SAME_FIELD = {
  header: ['hashOnHeader', 'hashFallbackHeader'],
  query_arg: ['hashOnQueryArg', 'hashFallbackQueryArg'],
  uri_capture: ['hashOnUriCapture', 'hashFallbackUriCapture'],
} as const

/** Kong's rules for hash_on and hash_fallback (kong/db/schema/entities/upstreams.lua). */
function* hashProblems(v: HashFields): Generator<[keyof HashFields, Rule]> {
  if (v.hashOn !== 'none' && v.algorithm !== 'consistent-hashing') yield ['algorithm', 'hashAlgorithm']
  if (v.hashOn === 'header' && !v.hashOnHeader) yield ['hashOnHeader', 'hashNeedsHeader']
  if (v.hashOn === 'query_arg' && !v.hashOnQueryArg) yield ['hashOnQueryArg', 'hashNeedsQuery']
  if (v.hashOn === 'uri_capture' && !v.hashOnUriCapture) yield ['hashOnUriCapture', 'hashNeedsCapture']
  if ((v.hashOn === 'cookie' || v.hashFallback === 'cookie') && !v.hashOnCookie) yield ['hashOnCookie', 'hashNeedsCookie']
  if (v.hashFallback === 'none') return
  if (v.hashOn === 'none') yield ['hashFallback', 'hashFallbackWithoutHash']
  if (v.hashOn === 'cookie') yield ['hashFallback', 'hashCookieFallback']
  if (v.hashFallback === 'header' && !v.hashFallbackHeader) yield ['hashFallbackHeader', 'hashNeedsHeader']
  if (v.hashFallback === 'query_arg' && !v.hashFallbackQueryArg) yield ['hashFallbackQueryArg', 'hashNeedsQuery']
  if (v.hashFallback === 'uri_capture' && !v.hashFallbackUriCapture) yield ['hashFallbackUriCapture', 'hashNeedsCapture']
  if (v.hashOn === v.hashFallback) {
    const pair = SAME_FIELD[v.hashOn as keyof typeof SAME_FIELD]
    if (!pair || v[pair[0]] === v[pair[1]]) yield ['hashFallback', 'hashSame']
  }
}

/** A named pool of targets with a balancing algorithm and health checks (Kong upstream). */
export const Upstream = z
  .strictObject({
    name: Name,
    algorithm: Algorithm.default('round-robin'),
    targets: z
      .array(Target)
      .max(10_000)
      .check(noDuplicates((target) => `${target.host.toLowerCase()}:${target.port}`, 'duplicateTarget'))
      .default([]),
    hashOn: HashOn.default('none'),
    hashOnHeader: HeaderName.optional(),
    hashOnCookie: CookieName.optional(),
    hashOnCookiePath: CookiePath.default('/'),
    hashOnQueryArg: z.string().min(1).optional(),
    hashOnUriCapture: z.string().min(1).optional(),
    hashFallback: HashOn.default('none'),
    hashFallbackHeader: HeaderName.optional(),
    hashFallbackQueryArg: z.string().min(1).optional(),
    hashFallbackUriCapture: z.string().min(1).optional(),
    slots: z.number().int().min(10).max(65536).default(10_000),
    /** For so long a target that has come, or come back, gets fewer requests than its weight says; 0 = at once its share. */
    slowStartMs: z.number().int().min(0).max(3_600_000).default(0),
    /** Sent as Host to the targets, also when the route preserves the client's. */
    hostHeader: Host.optional(),
    healthchecks: Healthchecks.prefault({}),
    tags: Tags,
  })
  .superRefine((value, context) => {
    for (const [field, rule] of hashProblems(value)) context.addIssue({ code: 'custom', path: [field], message: ruleText(rule) })
  })
export type Upstream = z.infer<typeof Upstream>
