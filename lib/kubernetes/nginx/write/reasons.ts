import type { FilterType } from '#lib/model/filter.ts'
import type { SharedFields } from '../../write/ingress-dialect.ts'

/** Why a field of a route has no annotation of ingress-nginx. */
export const FIELD_REASONS: Partial<Record<keyof SharedFields, string>> = {
  methods: 'ingress-nginx has no annotation for methods: a route takes all of them',
  headers: 'ingress-nginx has no annotation for headers that choose a route; a canary may look at one',
  query: 'ingress-nginx has no annotation for query arguments that choose a route',
  snis: 'ingress-nginx has no annotation for server names',
  stripPath: 'ingress-nginx does not strip paths: use rewriteTarget with a group of the path',
  preserveHost: 'ingress-nginx keeps the Host: use the filter rewriteHost for another one',
  pathHandling: 'ingress-nginx has no annotation for this',
  regexPriority: 'In ingress-nginx the longest path comes first',
  listeners: 'ingress-nginx has no annotation for listeners: a route is on all of them',
  enabled: 'ingress-nginx has no annotation that switches a route off: delete it, or choose a class that nobody serves',
  tags: 'ingress-nginx has no annotation for tags',
}

/** Why a filter has none. */
export const FILTER_REASONS: Partial<Record<FilterType, string>> = {
  keyAuth: 'ingress-nginx has no annotation for keys: use basicAuth or externalAuth',
  respond: 'ingress-nginx has no annotation for answers of its own, but for redirects',
  rewritePath: 'ingress-nginx has no annotation for this: use rewriteTarget',
  requestHeaders: 'ingress-nginx has no annotation for headers of requests, but for X-Forwarded-Prefix beside rewrite-target',
  responseHeaders: 'ingress-nginx has no annotation for headers of answers',
  timeouts: 'ingress-nginx has no annotation for the time of a whole request: its timeouts are between two reads or writes of a target',
  hsts: 'ingress-nginx has HSTS for all of its hosts, in its ConfigMap, and no annotation',
  compression: 'ingress-nginx has compression for all of its hosts, in its ConfigMap, and no annotation',
}
