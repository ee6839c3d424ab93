import { z } from 'zod'
import type { Issue } from '#lib/errors.ts'
import { Service, type ServiceProtocol } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { dotted } from '#components/form/object-resolver.ts'
import { dropEmpty } from '#components/form/values.ts'
import { namespaceOf, portOf } from '#components/kubernetes/object-names.ts'
import { newServicePlace, placedFields, placeField, type ServicePlace } from '#components/services/service-place.ts'
import { parseTarget } from '#components/upstreams/parse-target.ts'

/** A V1Service made on the way to a route: for addresses, for pods, or for a host outside. */
export type NewClusterService = { place: ServicePlace; protocol: ServiceProtocol; host: string; addresses: string[] }

/** @param called what was typed where it was missed: the name of a V1Service, or the whole of ours */
export function newClusterService(called: string, namespace: string): NewClusterService {
  const isWhole = called.startsWith(`${namespaceOf(called)}.`) && called.split('.').length > 2
  const { service, port } = isWhole ? portOf({ name: called }) : { service: called, port: 80 }
  return { place: { ...newServicePlace(), namespace, service, port, backing: 'addresses' }, protocol: 'http', host: '', addresses: [''] }
}

const isBlank = (line: string) => line.trim() === ''

/** The objects to write: of addresses the upstream first, whose targets they are. */
export function clusterServiceObjects({ place, protocol, host, addresses }: NewClusterService) {
  const service: Record<string, unknown> = dropEmpty({ ...placedFields(place, { name: '', host }), protocol })
  if (place.backing !== 'addresses') return { service }
  const targets = addresses.filter((line) => !isBlank(line)).map((line) => parseTarget(line) ?? { host: line.trim(), port: undefined, weight: 100, enabled: true })
  return { upstream: { name: String(service.name ?? ''), targets }, service }
}

type Texts = { needsAddress: string; needsLabel: string }

/** With a target or a label, or nothing would answer. */
export const clusterServiceSchema = ({ needsAddress, needsLabel }: Texts) =>
  z.object({
    service: Service.refine(({ kubernetes }) => kubernetes?.selector === undefined || Object.keys(kubernetes.selector).length > 0, { error: needsLabel, path: ['kubernetes', 'selector'] }),
    upstream: Upstream.refine(({ targets }) => targets.length > 0, { error: needsAddress, path: ['targets'] }).optional(),
  })

/** Where an issue with these objects stands on the form. */
export function clusterServiceField([object, ...path]: Issue['path'], values: NewClusterService): string {
  const [field, index] = path
  if (object === 'upstream' && field === 'targets') {
    const shown = values.addresses.flatMap((line, row) => (isBlank(line) ? [] : [row]))
    return `addresses.${typeof index === 'number' ? (shown[index] ?? index) : 0}`
  }
  return placeField(path, values.place) ?? dotted(path.slice(0, 1))
}

/**
 * Which of the written objects an issue of the API is about, before its path there: it stands in the list (`objects.0.targets`), or
 * the issue says the kind.
 */
export function objectPathOf(issue: Issue & { kind?: unknown }, hasUpstream: boolean): Issue['path'] {
  const [list, place, ...rest] = issue.path
  if (list === 'objects' && typeof place === 'number') return [hasUpstream && place === 0 ? 'upstream' : 'service', ...rest]
  return [issue.kind === 'upstreams' ? 'upstream' : 'service', ...issue.path]
}
