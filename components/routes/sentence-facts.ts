import { ANSWERING, type Filter, type FilterType } from '#lib/model/filter.ts'
import type { Template } from '#lib/model/template.ts'
import { addresses, peerText, type Summary } from './route-match.ts'
import { rewriteOf, type Rewrite } from './rewrite-values.ts'
import { fromFormValues, isStream, NO_SERVICE, type RouteFormValues } from './route-values.ts'
import { filtersInForce } from './template-parts.ts'

type Common = { /** Empty: not chosen, or none. */ service: string; enabled: boolean; snis: string[]; listeners: string[] }

/** What the sentence under a route's form speaks of. Empty lists: any. */
export type SentenceFacts =
  | (Common & {
      kind: 'http'
      methods: string[]
      where: Summary
      headers: { name: string; values: string[] }[]
      query: { name: string; values: string[] }[]
      /** What is cut off the path; empty when the path goes on whole, or is rewritten. */
      strip: string[]
      rewrite: Rewrite
      /** The filter that answers in place of a target. */
      answer: Filter | null
      /** Whether a service is left out on purpose. */
      isWithout: boolean
      /** The filters that may refuse a request before it goes on. */
      checks: Filter[]
      preserveHost: boolean
      /** How plain http is answered when the route is for https alone. */
      httpAnswer: number | null
    })
  | (Common & { kind: 'stream'; protocols: string[]; sources: string[]; destinations: string[] })

const isAnywhere = ({ hosts, paths }: RouteFormValues) => hosts.length === 0 && paths.every((path) => path.type === 'prefix' && path.value === '/')

const named = (record: unknown) => Object.entries(record as Record<string, string[]>).map(([name, values]) => ({ name, values }))

const CHECKS: ReadonlySet<FilterType> = new Set(['ipRestriction', 'bodySize', 'connectionLimit', 'rateLimit', 'basicAuth', 'keyAuth', 'externalAuth'])

/** @param find the template of a name */
export function sentenceFacts(values: RouteFormValues, find: (name: string) => Template | undefined = () => undefined): SentenceFacts {
  const sent = fromFormValues(values) as RouteFormValues & { headers: unknown; query: unknown }
  const filters = filtersInForce(sent.filters, values.templates, find)
  const rewrite = rewriteOf(values.rewriteTarget, filters)
  const common = { service: values.service === NO_SERVICE ? '' : values.service, enabled: values.enabled, snis: sent.snis, listeners: values.listeners ?? [] }
  if (isStream(values.protocols)) {
    return { ...common, kind: 'stream', protocols: values.protocols, sources: sent.sources.map(peerText), destinations: sent.destinations.map(peerText) }
  }
  const { protocols } = values
  return {
    ...common,
    kind: 'http',
    methods: sent.methods,
    where: isAnywhere(sent) ? { shown: [], more: 0 } : addresses({ hosts: sent.hosts, paths: sent.paths, snis: [], sources: [], destinations: [] }, 3),
    headers: named(sent.headers),
    query: named(sent.query),
    rewrite,
    answer: filters.find(({ type }) => ANSWERING.has(type)) ?? null,
    isWithout: values.service === NO_SERVICE,
    checks: filters.filter(({ type }) => CHECKS.has(type)),
    strip: values.stripPath && rewrite.kind === 'none' ? sent.paths.filter((path) => path.type !== 'regex' && path.value !== '/').map((path) => path.value) : [],
    preserveHost: values.preserveHost,
    httpAnswer: protocols.includes('https') && !protocols.includes('http') ? values.httpsRedirectStatusCode : null,
  }
}
