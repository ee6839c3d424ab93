import { define, type Definition } from './definition.ts'

const ingress = define('ingress')
const canary = define('canary')

const SERVICE = 'a Service of the same namespace and its port, by number or name'
const MODE = '`alwaysNever` (default without a value), `value` (default with one), `pattern`'
const STICKY = '`true`, or map of `cookie` (default `sluice-side`) and `maxAgeSeconds` (default 86400)'
const asSticky = (value: unknown) => (value === true ? {} : value === false ? undefined : value)
const TIME = 'time, RFC 3339 in UTC'

/** A split of every route of an Ingress between its own service and another one. */
export const CANARY_ANNOTATIONS: readonly Definition[] = [
  ingress('canary-service', 'text', 'canaryService', SERVICE, 'shop-v2:80', { field: 'canaries.service' }),
  canary('canary-weight', 'yaml', 'weight', 'percent, 0 (default) to 100 in steps of 0.01', '12.5'),
  canary('canary-header', 'text', 'header.name', 'header name', 'x-canary'),
  canary('canary-header-mode', 'text', 'header.mode', MODE, 'pattern'),
  canary('canary-header-value', 'text', 'header.value', 'value or pattern of the header', '^v2'),
  canary('canary-cookie', 'text', 'cookie.name', 'cookie name; its value is `always` or `never`', 'canary'),
  canary('canary-sticky', 'yaml', 'sticky', STICKY, '{ maxAgeSeconds: 3600 }', { shape: asSticky }),
  canary('canary-state', 'text', 'state', '`active` (default), `promoted`, `aborted`', 'aborted'),
  canary('canary-started-by', 'text', 'startedBy', 'who started it', 'ada'),
  canary('canary-started-at', 'text', 'startedAt', TIME, '2026-01-31T12:00:00Z'),
  canary('canary-ended-at', 'text', 'endedAt', TIME, '2026-02-01T12:00:00Z'),
  canary('canary-tags', 'list', 'tags', 'list of words', 'team-a'),
]
