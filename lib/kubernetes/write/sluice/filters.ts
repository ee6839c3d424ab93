import { isDeepStrictEqual } from 'node:util'
import type { Filter } from '#lib/model/filter.ts'
import { ownTexts, readPart } from '../../annotations/apply.ts'
import { PREFIX } from '../../annotations/definition.ts'
import type { AnnotatedFilter, AnnotatedType, IngressFilters } from '../../annotations/filter-schemas.ts'
import { FILTER_ANNOTATIONS } from '../../annotations/filter.ts'
import type { Reading } from '../../read/read-cluster.ts'
import { textOf } from './annotation-text.ts'
import { backendFault, backendText } from '../ingress/backends.ts'
import { classTexts } from './class-texts.ts'
import type { IngressSheet } from '../ingress-dialect.ts'
import type { Scene } from '../scene.ts'
import { withOrder } from '../ingress/shared.ts'
import { sharedIn, type SheetField } from './sheet-fields.ts'
import { usersSecret } from './users-secret.ts'

/** What the reader puts before all others where an annotation that protects is refused. */
const isClosing = (filter: Filter | undefined): boolean =>
  filter?.type === 'ipRestriction' && filter.statusCode === 503 && filter.deny.length === 2 && filter.deny.includes('0.0.0.0/0') && filter.deny.includes('::/0')

const PROTECTING: ReadonlySet<string> = new Set<AnnotatedType>(['ipRestriction', 'basicAuth', 'keyAuth', 'externalAuth'])

type Place = { filter: Filter; index: number }

/** A filter with what annotations have in place of names of ours; null: it has an issue. */
function annotated(scene: Scene, sheet: IngressSheet, { filter, index }: Place, known: IngressFilters): AnnotatedFilter | null {
  const { namespace } = sheet.ref
  const refuse = (field: string, code: 'NOT_SAYABLE' | 'DERIVED', message: string) => {
    scene.issue(sheet.sharedBy, ['filters', index, field], code, message)
    return null
  }
  if (filter.type === 'basicAuth' || filter.type === 'keyAuth') {
    const { consumers, ...rest } = filter
    const found = usersSecret(scene, namespace, filter.type, consumers, known[filter.type]?.[0]?.secret)
    return 'secret' in found ? ({ secret: found.secret, ...rest } as AnnotatedFilter) : refuse('consumers', 'DERIVED', found.reason)
  }
  if (!('service' in filter) || filter.service === undefined) return filter as AnnotatedFilter
  const fault = backendFault(scene, namespace, filter.service)
  if (fault !== null) return refuse('service', 'NOT_SAYABLE', fault)
  const texts = (known[filter.type] ?? []).flatMap(({ service }) => service ?? [])
  return { ...filter, service: backendText(scene, namespace, filter.service, texts) }
}

const openOf = (filters: readonly Filter[], type: string) => filters.filter((filter) => filter.type === type && !isClosing(filter)).map(withOrder)

const hasRefused = ({ config }: Reading, name: string): boolean =>
  (config.diagnostics ?? []).some(({ code, field }) => code === 'ANNOTATION_INVALID' && field === `metadata.annotations.${PREFIX}${name}`)

/** The annotations for the filters that all routes of an Ingress share. */
export function filterFields(scene: Scene, sheet: IngressSheet): SheetField[] {
  const wanted = sheet.shared.filters
  const isClosed = wanted.some(isClosing)
  const known = readPart('filters', ownTexts(sheet.annotations), classTexts(scene)).value ?? {}
  return FILTER_ANNOTATIONS.map((definition): SheetField => {
    const { name } = definition
    const type = definition.path[0] as AnnotatedType
    const places = wanted.map((filter, index): Place => ({ filter, index })).filter(({ filter }) => filter.type === type)
    const open = openOf(wanted, type)
    const filtersIn = (reading: Reading) => sharedIn(reading)?.filters ?? []
    return {
      name,
      path: places.length > 0 ? ['filters', places[0]!.index] : ['filters'],
      isKept(reading) {
        const read = filtersIn(reading)
        if (!isDeepStrictEqual(openOf(read, type), open)) return false
        if (isClosed === read.some(isClosing)) return true
        // Closed no longer: that must be said. Closed still: by an annotation that is refused, and goes.
        return isClosed ? type !== 'ipRestriction' : !PROTECTING.has(type) || !(hasRefused(reading, name) || type === 'ipRestriction')
      },
      text(reading) {
        const isSaid = isClosed && filtersIn(reading).some(isClosing)
        const filters = places.filter(({ filter }) => !(isSaid && isClosing(filter))).map((place) => annotated(scene, sheet, place, known))
        return filters.includes(null) ? null : textOf(definition, filters)
      },
    }
  })
}
