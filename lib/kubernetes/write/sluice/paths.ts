import { isDeepStrictEqual } from 'node:util'
import type { PathMatch } from '#lib/model/route.ts'
import { ownTexts, readPart, type Texts } from '../../annotations/apply.ts'
import type { IngressPath } from '../../objects.ts'
import { readPath, type PathReading } from '../../read/path.ts'
import { classTexts } from './class-texts.ts'
import type { IngressSheet, SheetPlace } from '../ingress-dialect.ts'
import type { Scene } from '../scene.ts'
import { putTexts } from './sheet-fields.ts'

type PathType = IngressPath['pathType']
type Written = { path?: string; pathType: PathType }

const TYPES: readonly PathType[] = ['Prefix', 'Exact', 'ImplementationSpecific']
const PREFERRED: Record<PathMatch['type'], PathType> = {
  prefix: 'Prefix',
  exact: 'Exact',
  regex: 'ImplementationSpecific',
  startsWith: 'ImplementationSpecific',
  implementationSpecific: 'ImplementationSpecific',
}

// Absent: as it is; null: taken away.
type Choice = { 'path-type'?: string | null; 'use-regex'?: string | null }

/** What the annotations about paths may become, the least change first. */
const CHOICES: readonly Choice[] = [
  {},
  { 'use-regex': 'true' },
  { 'use-regex': null },
  { 'path-type': null },
  { 'path-type': 'startsWith' },
  { 'path-type': 'regex' },
  { 'use-regex': 'false' },
  { 'path-type': null, 'use-regex': 'true' },
  { 'path-type': null, 'use-regex': null },
  { 'path-type': 'startsWith', 'use-regex': null },
  { 'path-type': 'regex', 'use-regex': null },
]

function withChoice(texts: Texts, choice: Choice): Texts {
  const chosen: Record<string, string> = { ...texts }
  for (const [name, text] of Object.entries(choice)) {
    if (text === null) delete chosen[name]
    else chosen[name] = text
  }
  return chosen
}

/** How a path stands so that it is read as it shall; one that stands there and is read so stays. Null: it cannot. */
function written({ item, match, isNew }: SheetPlace & { match: PathMatch }, reading: PathReading): Written | null {
  const before = item as Partial<IngressPath>
  const isRead = (one: Written) => isDeepStrictEqual(readPath(one as IngressPath, reading).match, match)
  const asItIs: Written[] = isNew || !before.pathType ? [] : [before as Written]
  const types = [...new Set([...(isNew || !before.pathType ? [] : [before.pathType]), PREFERRED[match.type], ...TYPES])]
  // A path of the same meaning keeps its type only where that is no accident of others.
  const ordered = match.type === 'prefix' || match.type === 'exact' ? [PREFERRED[match.type], ...types] : types
  return [...asItIs, ...ordered.map((pathType): Written => ({ path: match.value, pathType }))].find(isRead) ?? null
}

const isCarried = ({ item, match, wanted }: SheetPlace, reading: PathReading) =>
  wanted !== null || match === null || isDeepStrictEqual(readPath(item as IngressPath, reading).match, match)

/** Sets `path` and `pathType` of the places that are wanted, and the annotations that say how all paths of the Ingress are read. */
export function writePaths(scene: Scene, sheet: IngressSheet): void {
  const hasRewriteTarget = sheet.shared.rewriteTarget !== undefined
  const own = ownTexts(sheet.annotations)
  const defaults = classTexts(scene)
  const wanted = sheet.places.filter((place): place is SheetPlace & { match: PathMatch } => place.wanted !== null && place.match !== null)
  const readingOf = (texts: Texts): PathReading => ({ useRegex: false, ...readPart('ingress', texts, defaults).value, hasRewriteTarget })
  for (const choice of CHOICES) {
    const texts = withChoice(own, choice)
    const reading = readingOf(texts)
    if (!sheet.places.every((place) => isCarried(place, reading))) continue
    const all = wanted.map((place) => written(place, reading))
    if (all.includes(null)) continue
    putTexts(sheet.annotations, texts)
    wanted.forEach(({ item }, place) => Object.assign(item!, all[place]))
    return
  }
  const reading = readingOf(own)
  const lost = wanted.filter((place) => written(place, reading) === null)
  for (const { wanted: by, match } of lost) {
    const message = `The paths of one Ingress are read alike, and this one cannot be read as ${match.type} beside the others: put it into an Ingress of its own`
    scene.issue(by!, ['paths', 0, 'type'], 'NOT_SAYABLE', message, { type: match.type })
  }
  if (lost.length > 0) return
  const message = 'With this, or without it, other paths of the Ingress are read as something else: put the route into an Ingress of its own'
  scene.issue(sheet.sharedBy, ['rewriteTarget'], 'NOT_SAYABLE', message)
}
