import { define, type Definition } from './definition.ts'
import type { AnnotatedType } from './filter-schemas.ts'

const filters = define('filters')

const isMap = (value: unknown) => typeof value === 'object' && value !== null

/** A filter of each map of a list, or of one map; `true`: with the defaults of all fields; `false`: none, whatever the class says. */
const asFilters = (type: AnnotatedType) => (value: unknown): unknown => {
  if (value === false) return []
  const toFilter = (one: unknown) => (one === true ? { type } : isMap(one) ? { ...(one as object), type } : one)
  return (Array.isArray(value) ? value : [value]).map(toFilter)
}

const kebab = (type: string) => type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** An annotation that holds a map of the filter's fields. */
const map = (type: AnnotatedType, values: string, example: string): Definition =>
  filters(kebab(type), 'yaml', type, values, example, { field: `routes.filters (${type})`, shape: asFilters(type) })

/** An annotation that holds the only field of the filter. */
const single = (type: AnnotatedType, only: string, form: Definition['form'], values: string, example: string): Definition =>
  filters(kebab(type), form, type, values, example, { field: `routes.filters (${type}.${only})`, only, shape: (value) => [{ type, [only]: value }] })

const BACKEND = 'a Service of the same namespace and its port, by number or name'
const WHO = '`by` (`ip`, `header` with `header`, `consumer`), `exempt`, `statusCode`'
const EDITS = 'map of `set` and `add` (maps) and `remove` (list), or a list of such'
const IP = 'map of `allow` and `deny` (lists of addresses and CIDR blocks) and `statusCode`, or a list of such'
const CORS = '`true`, or map of `allowOrigins`, `allowMethods`, `allowHeaders`, `exposeHeaders`, `allowCredentials`, `maxAgeSeconds`'
const PER = '`per` (`second`, `minute`, `hour`, `day`)'
const ALGORITHM = '`algorithm` (`leakyBucket`, `fixedWindow`, `slidingWindow`)'
const RATE = `map of \`requests\`, ${PER}, ${ALGORITHM}, \`burst\`, \`headers\`, ${WHO}; or a list of such`
const CONNECTIONS = `map of \`connections\`, ${WHO}; or a list of such`
const BASIC = 'map of `secret` (users and passwords), `realm`, `hideCredentials`'
const KEY = 'map of `secret` (users and keys), `names`, `inHeader`, `inQuery`, `inCookie`, `hideCredentials`'
const EXTERNAL = 'map of `url`, `method`, `timeoutMs`, `signInUrl`, `signInParameter`, `responseHeaders`, `cache` (`key`, `durations`)'
const REDIRECT = 'map of `url`, or of `scheme`, `hostname`, `port`, `path` (`mode`: `prefix` or `full`, `value`); `statusCode`, default 302'
const RESPOND = '`true`, or map of `statusCode`, `body`, `contentType`, `headers`'
const AFFINITY =
  '`true`, or map of `mode` (`balanced`, `persistent`), `cookie`, `path`, `domain`, `maxAgeSeconds`, `expiresSeconds`, `sameSite`, ' +
  '`conditionalSameSiteNone`, `secure`, `changeOnFailure`, `canary` (`sticky`, `legacy`)'
const MIRROR = `map of \`service\` (${BACKEND}) and \`percent\`, or a list of such`
const PAGES = `map of \`statusCodes\` with \`service\` (${BACKEND}), or \`body\` and \`contentType\`; or a list of such`
const COMPRESSION = '`true`, or map of `encodings` (`br`, `gzip`), `contentTypes`, `minBytes`, `level`'

/** What becomes of the requests of an Ingress on their way, in the order in which it does. */
export const FILTER_ANNOTATIONS: readonly Definition[] = [
  map('ipRestriction', IP, '{ allow: [10.0.0.0/8] }'),
  map('cors', CORS, '{ allowOrigins: ["https://shop.example.com"] }'),
  map('connectionLimit', CONNECTIONS, '{ connections: 20 }'),
  map('rateLimit', RATE, '{ requests: 10, burst: 20 }'),
  map('basicAuth', BASIC, '{ secret: shop-users }'),
  map('keyAuth', KEY, '{ secret: shop-keys, names: [x-api-key] }'),
  map('externalAuth', EXTERNAL, '{ url: "http://auth.example.com/check" }'),
  map('redirect', REDIRECT, '{ hostname: shop.example.com, statusCode: 301 }'),
  map('respond', RESPOND, '{ statusCode: 503, body: Back soon }'),
  single('bodySize', 'maxBytes', 'yaml', 'bytes; 0 = any', '8388608'),
  map('affinity', AFFINITY, '{ cookie: side, maxAgeSeconds: 3600 }'),
  single('rewriteHost', 'value', 'text', 'the Host that the targets get, whatever else is said', 'shop.internal'),
  map('requestHeaders', EDITS, '{ set: { x-env: prod }, remove: [x-debug] }'),
  map('mirror', MIRROR, '{ service: "shop-v2:80", percent: 10 }'),
  map('timeouts', 'map of `requestMs` and `backendRequestMs`', '{ requestMs: 30000 }'),
  single('defaultBackend', 'service', 'text', `${BACKEND}; asked when the path's own has no target`, 'sorry:80'),
  map('errorPages', PAGES, '{ statusCodes: [502, 503], service: "errors:80" }'),
  map('responseHeaders', EDITS, '{ set: { x-frame-options: DENY } }'),
  map('hsts', '`true`, or map of `maxAgeSeconds`, `includeSubDomains`, `preload`', 'true'),
  map('compression', COMPRESSION, '{ encodings: [gzip], level: 6 }'),
]
