import type { Issue } from '#lib/errors.ts'
import type { PathMatch, Peer, Route, RouteProtocol } from '#lib/model/route.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { filterField, fromFilterRows, toFilterRows, type FilterRow } from '#components/filters/filter-rows.ts'
import { dotted, recordPath } from '#components/form/object-resolver.ts'
import { recordToRows, rowsToRecord, type KeyValuesRow } from '#components/form/values.ts'
import { copiedPlace, kubernetesOf, newPlace, placedName, placeOf, type RoutePlace } from './route-place.ts'

/** A row of sources or destinations; the port is text while it is not a number yet. */
export type PeerRow = { ip: string; port: number | string | undefined }

type Reshaped = 'service' | 'filters' | 'headers' | 'query' | 'sources' | 'destinations' | 'paths' | 'regexPriority' | 'listeners' | 'useRegex' | 'rewriteTarget' | 'kubernetes'

/** What the form of a route shows. Rows that were left empty are not sent, nor is what is null: absent stays absent. */
export type RouteFormValues = Omit<Route, Reshaped> & {
  paths: { type: PathMatch['type']; value: string }[]
  headers: KeyValuesRow[]
  query: KeyValuesRow[]
  sources: PeerRow[]
  destinations: PeerRow[]
  regexPriority: number | string | undefined
  listeners: string[] | null
  useRegex: boolean | null
  /** Empty while none is chosen; `NO_SERVICE` where a filter answers in its place. */
  service: string
  /** Empty: none. */
  rewriteTarget: string
  filters: FilterRow[]
  /** In a cluster: there it has one host and path at most, and its name follows from where it stands. */
  place: RoutePlace | null
}

/** No name begins with a dash. */
export const NO_SERVICE = '-'

const STREAMS: readonly RouteProtocol[] = ['tcp', 'tls', 'udp']
const WITH_TLS: readonly RouteProtocol[] = ['https', 'grpcs', 'tls']

export const isStream = (protocols: readonly RouteProtocol[]) => protocols.length > 0 && protocols.every((protocol) => STREAMS.includes(protocol))
export const hasStream = (protocols: readonly RouteProtocol[]) => protocols.some((protocol) => STREAMS.includes(protocol))
export const hasTls = (protocols: readonly RouteProtocol[]) => protocols.some((protocol) => WITH_TLS.includes(protocol))

const NEW: RouteFormValues = {
  name: '',
  service: '',
  protocols: ['http', 'https'],
  hosts: [''],
  paths: [{ type: 'prefix', value: '/' }],
  methods: [],
  headers: [],
  query: [],
  snis: [],
  sources: [],
  destinations: [],
  stripPath: false,
  preserveHost: true,
  pathHandling: 'v0',
  regexPriority: 0,
  httpsRedirectStatusCode: 426,
  requestBuffering: false,
  responseBuffering: false,
  listeners: null,
  useRegex: null,
  rewriteTarget: '',
  templates: [],
  filters: [],
  enabled: true,
  tags: [],
  place: null,
}

const peerRow = ({ ip, port }: Peer): PeerRow => ({ ip: ip ?? '', port })

type Stored = Route & { origin?: KubernetesRef }

/** @param inCluster one row for its host and one for its path are there, filled or not */
export function toFormValues(route: Stored | undefined, inCluster = false): RouteFormValues {
  if (route === undefined) return inCluster ? { ...NEW, place: newPlace() } : NEW
  const place = inCluster ? placeOf(route) : null
  const shown = plainValues(route)
  if (place === null) return shown
  return { ...shown, place, hosts: route.hosts.length > 0 ? route.hosts : [''], paths: route.paths.length > 0 ? route.paths : [{ type: 'prefix', value: '' }] }
}

/** A copy has a name of its own; in a cluster an Ingress of its own. */
export const toCopy = (values: RouteFormValues): RouteFormValues =>
  values.place === null ? { ...values, name: `${values.name}-copy` } : { ...values, name: '', place: copiedPlace(values.place) }

function plainValues(route: Route): RouteFormValues {
  const { name, protocols, hosts, methods, snis, templates, tags } = route
  const { stripPath, preserveHost, pathHandling, regexPriority, httpsRedirectStatusCode, requestBuffering, responseBuffering, enabled } = route
  return {
    name, protocols, hosts, methods, snis, templates, tags, stripPath, preserveHost, pathHandling, regexPriority,
    httpsRedirectStatusCode, requestBuffering, responseBuffering, enabled,
    service: route.service ?? NO_SERVICE,
    paths: route.paths,
    listeners: route.listeners ?? null,
    useRegex: route.useRegex ?? null,
    rewriteTarget: route.rewriteTarget ?? '',
    filters: toFilterRows(route.filters),
    headers: recordToRows(route.headers),
    query: recordToRows(route.query),
    sources: route.sources.map(peerRow),
    destinations: route.destinations.map(peerRow),
    place: null,
  }
}

const isBlank = (text: string) => text.trim() === ''
const blankPeer = ({ ip, port }: PeerRow) => isBlank(ip) && port === undefined
const blankPath = ({ value }: { value: string }) => isBlank(value)

const peer = ({ ip, port }: PeerRow) => ({ ...(isBlank(ip) ? {} : { ip: ip.trim() }), ...(port === undefined ? {} : { port }) })

/** What is sent: fields that the screen does not show for these protocols are sent empty. */
export function fromFormValues({ place, ...values }: RouteFormValues): Record<string, unknown> {
  const streams = hasStream(values.protocols)
  const http = !isStream(values.protocols) && place?.defaultBackend !== true
  const sent = shownFields(values, http, streams)
  if (place === null) return { ...sent, ...whatHttpHas(values, http) }
  // A route that exists is addressed by the name that it has; the answer says the one that it gets.
  const name = values.name === '' ? (placedName({ ...values, place }) ?? '') : values.name
  return { ...sent, ...whatHttpHas(values, !isStream(values.protocols)), name, kubernetes: kubernetesOf(place) }
}

type Fields = Omit<RouteFormValues, 'place'>

const whatHttpHas = (values: Fields, http: boolean) => ({
  methods: http ? values.methods : [],
  headers: http ? rowsToRecord(values.headers) : {},
  query: http ? rowsToRecord(values.query) : {},
})

/** @param http whether it has hosts and paths */
function shownFields(values: Fields, http: boolean, streams: boolean): Record<string, unknown> {
  return {
    ...values,
    name: values.name.trim(),
    service: values.service === NO_SERVICE ? '' : values.service,
    filters: fromFilterRows(values.filters),
    hosts: http ? values.hosts.filter((host) => !isBlank(host)) : [],
    paths: http ? values.paths.filter((path) => !blankPath(path)).map((path) => ({ type: path.type, value: path.value.trim() })) : [],
    snis: values.snis.filter((sni) => !isBlank(sni)),
    sources: streams ? values.sources.filter((row) => !blankPeer(row)).map(peer) : [],
    destinations: streams ? values.destinations.filter((row) => !blankPeer(row)).map(peer) : [],
  }
}

/** The row on the screen of the n-th item that was sent: empty rows are not counted. */
function rowOf<T>(rows: readonly T[], isEmpty: (row: T) => boolean, sent: number): number {
  const full = rows.flatMap((row, index) => (isEmpty(row) ? [] : [index]))
  return full[sent] ?? sent
}

/** A named row without values: that is what its issue is about. */
function withoutValues(record: string, values: RouteFormValues): boolean {
  const [field, index] = record.split('.')
  const row = values[field as 'headers' | 'query'][Number(index)]
  return row !== undefined && !isBlank(row.name) && row.values.length === 0
}

/** In a cluster: at what the name is made of, and at the one host and path. */
function placeField([field, index]: Issue['path'], place: RoutePlace): string | undefined {
  if (field === 'name') return place.namespace.trim() === '' ? 'place.namespace' : 'place.ingress'
  if (field === 'kubernetes') return index === 'defaultBackend' ? 'place.defaultBackend' : 'place.certificate'
  if (field === 'hosts') return place.defaultBackend ? 'place.defaultBackend' : 'hosts.0'
  return field === 'paths' ? 'paths.0.value' : undefined
}

/** Where an issue with a sent route stands on the form. */
export function routeField(path: Issue['path'], values: RouteFormValues): string {
  const [field, index, ...rest] = path
  if (values.place) {
    const placed = placeField(path, values.place)
    if (placed !== undefined) return placed
  }
  const record = recordPath('headers', path, values.headers) ?? recordPath('query', path, values.query)
  if (record !== undefined) return withoutValues(record, values) ? record.replace(/name$/, 'values') : record
  if (field === 'filters') return filterField(path, values.filters)
  // The listeners are boxes, and templates that are not there have no row to type in.
  if (field === 'listeners' || field === 'templates') return field
  if (typeof index !== 'number') return dotted(path)
  const row =
    field === 'hosts' || field === 'snis' ? rowOf(values[field], isBlank, index)
    : field === 'paths' ? rowOf(values.paths, blankPath, index)
    : field === 'sources' || field === 'destinations' ? rowOf(values[field], blankPeer, index)
    : index
  return dotted([String(field), row, ...rest])
}
