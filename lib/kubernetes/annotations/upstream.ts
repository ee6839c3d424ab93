import { define, type Definition } from './definition.ts'

const upstream = define('upstream')
const v1Service = define('v1Service')

const SERVICE_UPSTREAM = '`true`: the cluster IP is the only target; `false` (default): the endpoints are'
const ALGORITHM = '`round-robin` (default), `least-connections`, `consistent-hashing`, `latency`'
const HASH = '`none` (default), `ip`, `header`, `cookie`, `path`, `query_arg`, `uri_capture`, `consumer`'
const HEALTHCHECKS = 'map of `active`, `passive` and `threshold`, with the fields of an upstream'
const WEIGHTS = 'map of `address:port`, or an address for all its ports, to 0 (drains it) to 65535; default 100'
const CHECK = '{ active: { httpPath: /healthz, healthy: { interval: 5, successes: 2 } } }'

/** How requests are spread over the endpoints of a V1Service, and which of them count as healthy. */
export const UPSTREAM_ANNOTATIONS: readonly Definition[] = [
  v1Service('service-upstream', 'yaml', 'serviceUpstream', SERVICE_UPSTREAM, 'true', { field: 'upstreams.targets' }),
  v1Service('target-weights', 'yaml', 'targetWeights', WEIGHTS, '{ 10.0.0.7:8080: 20, 10.0.0.8: 0 }', { field: 'upstreams.targets.weight' }),
  upstream('algorithm', 'text', 'algorithm', ALGORITHM, 'least-connections'),
  upstream('hash-on', 'text', 'hashOn', `${HASH}; with \`algorithm: consistent-hashing\``, 'header'),
  upstream('hash-on-header', 'text', 'hashOnHeader', 'header name', 'x-user'),
  upstream('hash-on-cookie', 'text', 'hashOnCookie', 'cookie name', 'session'),
  upstream('hash-on-cookie-path', 'text', 'hashOnCookiePath', 'path of the cookie, default `/`', '/shop'),
  upstream('hash-on-query-arg', 'text', 'hashOnQueryArg', 'query argument', 'user'),
  upstream('hash-on-uri-capture', 'text', 'hashOnUriCapture', 'name of a group in the path', 'user'),
  upstream('hash-fallback', 'text', 'hashFallback', HASH, 'ip'),
  upstream('hash-fallback-header', 'text', 'hashFallbackHeader', 'header name', 'x-session'),
  upstream('hash-fallback-query-arg', 'text', 'hashFallbackQueryArg', 'query argument', 'session'),
  upstream('hash-fallback-uri-capture', 'text', 'hashFallbackUriCapture', 'name of a group in the path', 'session'),
  upstream('slots', 'yaml', 'slots', '10 to 65536, default 10000', '1000'),
  upstream('slow-start-ms', 'yaml', 'slowStartMs', 'milliseconds, default 0: a target that has come gets its whole share at once', '30000'),
  upstream('host-header', 'text', 'hostHeader', 'the Host that the targets get', 'shop.internal'),
  upstream('healthchecks', 'yaml', 'healthchecks', HEALTHCHECKS, CHECK),
]
