import type { Texts } from '../../annotations/apply.ts'
import type { RawSpec } from '../../write/ingress/cells.ts'
import type { IngressSheet, SharedFields } from '../../write/ingress-dialect.ts'
import type { Scene } from '../../write/scene.ts'
import { sharedIn } from '../../write/sluice/sheet-fields.ts'
import { nginxTexts, PREFIX } from '../texts.ts'
import { WRITE_ACCESS, WRITE_LIMITS } from './access.ts'
import { WRITE_BASIC_AUTH, WRITE_EXTERNAL_AUTH } from './auth.ts'
import { WRITE_BACKENDS, WRITE_REWRITE } from './backends.ts'
import { WRITE_CORS } from './cors.ts'
import type { Fault, Writer } from './family.ts'
import { keepTexts, missesOf, type Miss } from './fit.ts'
import { writePaths } from './paths.ts'
import { FIELD_REASONS, FILTER_REASONS } from './reasons.ts'
import { WRITE_AFFINITY, WRITE_BODY, WRITE_HTTPS, WRITE_REDIRECTS } from './traffic.ts'

const WRITERS: readonly Writer[] = [
  WRITE_REWRITE, WRITE_HTTPS, WRITE_REDIRECTS, WRITE_ACCESS, WRITE_LIMITS, WRITE_CORS, WRITE_BASIC_AUTH, WRITE_EXTERNAL_AUTH, WRITE_AFFINITY, WRITE_BODY,
  WRITE_BACKENDS,
]
const NAMES: ReadonlySet<string> = new Set(WRITERS.flatMap(({ names }) => names))

/** All annotations of an Ingress with other texts of ingress-nginx. */
export function withNginxTexts(annotations: Readonly<Record<string, string>>, texts: Texts): Record<string, string> {
  const made: Record<string, string> = {}
  for (const [key, text] of Object.entries(annotations)) {
    if (!key.startsWith(PREFIX)) made[key] = text
    else if (texts[key.slice(PREFIX.length)] !== undefined) made[key] = texts[key.slice(PREFIX.length)]!
  }
  for (const [name, text] of Object.entries(texts)) made[PREFIX + name] = text
  return made
}

const NOTHING = 'ingress-nginx has no annotation for this'

/** What is said of a field that would be read otherwise: why it has no annotation, as far as that is known. */
function report(scene: Scene, { shared, sharedBy }: IngressSheet, miss: Miss, faults: readonly Fault[]): void {
  const say = (at: (string | number)[], reason: string) => scene.issue(sharedBy, at, 'NOT_SAYABLE', reason, { field: at.join('.') })
  if (!('type' in miss)) {
    const known = faults.filter(({ at }) => at[0] === miss.field)
    for (const { at, reason } of known) say(at, reason)
    if (known.length === 0) say([miss.field], FIELD_REASONS[miss.field] ?? NOTHING)
    return
  }
  const places = shared.filters.flatMap(({ type }, place) => (type === miss.type ? [place] : []))
  const known = faults.filter(({ at }) => at[0] === 'filters' && places.includes(at[1] as number))
  for (const { at, reason } of known) say(at, reason)
  if (known.length > 0) return
  const gone = `The filter ${miss.type} comes of an annotation that is no word of a form, or that cannot be read: change it in the Ingress`
  if (places.length === 0) return say(['filters'], gone)
  for (const place of places) say(['filters', place], FILTER_REASONS[miss.type] ?? NOTHING)
}

const withCanarySide = (shared: SharedFields, canary: 'sticky' | 'legacy'): SharedFields => ({
  ...shared,
  filters: shared.filters.map((filter) => (filter.type === 'affinity' ? { ...filter, canary } : filter)),
})

const canarySideOf = (shared: SharedFields | null) => shared?.filters.find((filter) => filter.type === 'affinity')?.canary ?? 'sticky'

/** Writes what all routes of an Ingress have in common as annotations of ingress-nginx, and the paths that are wanted. */
export function writeRoutes(scene: Scene, sheet: IngressSheet): void {
  writePaths(scene, sheet)
  const { annotations, shared, ref, object } = sheet
  const own = nginxTexts(annotations)
  // What a canary Ingress says of affinity is not to be said here, and may end with the canary.
  const side = canarySideOf(shared)
  const isCarried = sheet.before !== null && canarySideOf(sharedIn(sheet.before)) === side
  const readOf = (texts: Texts) => sharedIn(sheet.read(withNginxTexts(annotations, texts)))
  const misses = (texts: Texts) => {
    const read = readOf(texts)
    return missesOf(read && isCarried ? withCanarySide(read, side) : read, shared)
  }
  if (misses(own).length === 0) return
  const written = WRITERS.map((writer) => writer.write({ scene, namespace: ref.namespace, shared, own, spec: object['spec'] as RawSpec }))
  const others = Object.fromEntries(Object.entries(own).filter(([name]) => !NAMES.has(name)))
  const plain: Texts = Object.assign(others, ...written.map(({ texts }) => texts))
  const now = readOf(own)
  const speaks = (name: string) => now !== null && missesOf(readOf(Object.fromEntries(Object.entries(own).filter(([key]) => key !== name))), now).length > 0
  const texts = keepTexts(plain, own, WRITERS, { missing: (tried) => misses(tried).length, speaks })
  for (const key of Object.keys(annotations)) if (key.startsWith(PREFIX) && texts[key.slice(PREFIX.length)] === undefined) delete annotations[key]
  for (const [name, text] of Object.entries(texts)) annotations[PREFIX + name] = text
  const faults = written.flatMap((one) => one.faults)
  for (const miss of misses(texts)) report(scene, sheet, miss, faults)
}
