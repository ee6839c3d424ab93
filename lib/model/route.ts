import { z } from 'zod'
import { HeaderName, IpOrCidr, Name, noDuplicates, Port, RouteHost, Sni, Tags, Text } from './common.ts'
import { ANSWERING, Filters } from './filter.ts'
import { RouteInCluster } from './in-cluster.ts'
import { rule } from './rule.ts'

export const RouteProtocol = z.enum(['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp'])
export type RouteProtocol = z.infer<typeof RouteProtocol>
const STREAM: RouteProtocol[] = ['tcp', 'tls', 'udp']
const WITH_TLS: RouteProtocol[] = ['https', 'grpcs', 'tls']

const LiteralPath = z.string().max(2048).startsWith('/', rule('path')).regex(/^[^?#]*$/, rule('pathQuery'))

/**
 * `prefix` whole segments (Ingress v1, Gateway API) · `exact` · `regex` anchored at the start · `startsWith` plain string
 * prefix (Kong) · `implementationSpecific` what the dialect makes of it (Ingress v1): a string prefix, or with `useRegex`
 * a regular expression.
 */
export const PathMatch = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('prefix'), value: LiteralPath }),
  z.strictObject({ type: z.literal('exact'), value: LiteralPath }),
  z.strictObject({ type: z.literal('startsWith'), value: LiteralPath }),
  z.strictObject({ type: z.literal('regex'), value: z.string().max(2048).min(1, rule('regexEmpty')) }),
  z.strictObject({ type: z.literal('implementationSpecific'), value: z.string().max(2048).startsWith('/', rule('path')) }),
])
export type PathMatch = z.infer<typeof PathMatch>

/** Kong's form: any one of the values; a value that starts with `~*` is a regular expression. */
const Values = z.array(z.string().max(4096)).min(1, rule('valuesEmpty')).max(64)

/** An address, a port, or both, of a stream's source or destination (Kong). */
export const Peer = z
  .strictObject({ ip: IpOrCidr.optional(), port: Port.optional() })
  .refine((v) => v.ip !== undefined || v.port !== undefined, rule('ipOrPort'))
export type Peer = z.infer<typeof Peer>

export const HttpsRedirectStatusCode = z.union([z.literal(426), z.literal(301), z.literal(302), z.literal(307), z.literal(308)])

/** Which requests go to which service. OR inside a field, AND across fields; an empty field matches all. */
export const Route = z
  .strictObject({
    name: Name,
    /** Absent only where a filter answers in place of a target. */
    service: Name.optional(),
    protocols: z.array(RouteProtocol).min(1).check(noDuplicates(String)).default(['http', 'https']),
    hosts: z.array(RouteHost).max(1000).check(noDuplicates(String)).default([]),
    paths: z
      .array(PathMatch)
      .max(1000)
      .check(noDuplicates((path) => `${path.type} ${path.value}`))
      .default([]),
    methods: z.array(z.string().trim().toUpperCase().regex(/^[A-Z][A-Z0-9_-]*$/, rule('method'))).max(64).check(noDuplicates(String)).default([]),
    headers: z.record(HeaderName.refine((name) => name !== 'host', rule('headerHost')), Values).default({}),
    query: z.record(z.string().min(1), Values).default({}),
    snis: z.array(Sni).max(1000).check(noDuplicates(String)).default([]),
    sources: z.array(Peer).max(1000).default([]),
    destinations: z.array(Peer).max(1000).default([]),
    /** Defaults of the dialect `gateway`; see `withDialectDefaults`. */
    stripPath: z.boolean().default(false),
    preserveHost: z.boolean().default(true),
    pathHandling: z.enum(['v0', 'v1']).default('v0'),
    regexPriority: z.number().int().min(-2_147_483_648).max(2_147_483_647).default(0),
    httpsRedirectStatusCode: HttpsRedirectStatusCode.default(426),
    requestBuffering: z.boolean().default(false),
    responseBuffering: z.boolean().default(false),
    /** Names of the listeners that serve it; absent or empty = all whose protocol and hostname fit (Gateway API parentRefs). */
    listeners: z.array(Name).max(64).check(noDuplicates(String)).optional(),
    /** Dialect `nginx`: the paths are regular expressions, and with them all paths of their hosts (use-regex). */
    useRegex: z.boolean().optional(),
    /** The path asked of the target, with `$1` … `$9` from the groups of the path that matched (rewrite-target). */
    rewriteTarget: Text.min(1).max(2048).optional(),
    /** Sets of filters that it shares; of one type, a later template's take the place of an earlier one's. */
    templates: z.array(Name).max(16).check(noDuplicates(String)).default([]),
    /** Its own; they take the place of those of the same type in its templates. */
    filters: Filters.default([]),
    enabled: z.boolean().default(true),
    tags: Tags,
    kubernetes: RouteInCluster.optional(),
  })
  .superRefine((v, context) => {
    const issue = (field: string, name: Parameters<typeof rule>[0]) => context.addIssue({ code: 'custom', path: [field], message: rule(name).error() })
    const streams = v.protocols.filter((protocol) => STREAM.includes(protocol)).length
    const http = v.hosts.length + v.paths.length + v.methods.length + Object.keys(v.headers).length + Object.keys(v.query).length
    const peers = v.sources.length + v.destinations.length
    if (streams > 0 && streams < v.protocols.length) issue('protocols', 'httpAndStream')
    if (streams > 0 && http > 0) issue('protocols', 'streamFields')
    if (streams === 0 && peers > 0) issue(v.sources.length > 0 ? 'sources' : 'destinations', 'httpStreamFields')
    if (v.rewriteTarget !== undefined && v.filters.some((filter) => filter.type === 'rewritePath')) issue('rewriteTarget', 'oneRewrite')
    if (v.service === undefined && v.templates.length === 0 && !v.filters.some((filter) => ANSWERING.has(filter.type))) issue('service', 'answersWithoutService')
    if (v.snis.length > 0 && !v.protocols.some((protocol) => WITH_TLS.includes(protocol))) issue('snis', 'httpsOnlySnis')
    if (http + peers + v.snis.length === 0 && !v.kubernetes?.defaultBackend) issue('hosts', 'routeMatch')
  })
export type Route = z.infer<typeof Route>
