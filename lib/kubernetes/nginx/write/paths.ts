import { isDeepStrictEqual } from 'node:util'
import type { PathMatch, Route } from '#lib/model/route.ts'
import { objectKeyOf, type IngressPath } from '../../objects.ts'
import { cellsOf, hostOf, type RawSpec } from '../../write/ingress/cells.ts'
import type { IngressSheet, SheetPlace } from '../../write/ingress-dialect.ts'
import type { Scene } from '../../write/scene.ts'
import { nginxPath, saysRegexByPaths, type PathRules } from '../paths.ts'
import { PREFIX } from '../texts.ts'

type PathType = IngressPath['pathType']
type Item = { path?: string; pathType: PathType }

const TYPES: Partial<Record<PathMatch['type'], PathType>> = {
  prefix: 'Prefix',
  exact: 'Exact',
  regex: 'ImplementationSpecific',
  implementationSpecific: 'ImplementationSpecific',
}

/** How a path stands so that it is read as it shall; one that is read so already stays. Null: it cannot. */
function itemFor({ item, match, isNew }: SheetPlace & { match: PathMatch }, rules: PathRules): Item | null {
  const reads = (one: Item) => isDeepStrictEqual(nginxPath(one as IngressPath, rules).match, match)
  const known = item as Partial<Item>
  if (!isNew && known.pathType && reads(known as Item)) return known as Item
  const pathType = TYPES[match.type]
  const made = pathType && { path: match.value, pathType }
  return made && reads(made) ? made : null
}

const isMatched = (place: SheetPlace): place is SheetPlace & { match: PathMatch } => place.match !== null

/** What all places become with or without use-regex; null: one of them cannot be read as it shall. */
function itemsFor({ places }: IngressSheet, rules: PathRules): (Item | null)[] | null {
  const items: (Item | null)[] = []
  for (const place of places) {
    if (!isMatched(place)) items.push(null)
    else {
      const item = place.wanted === null ? (place.item as Item) : itemFor(place, rules)
      const isRead = item !== null && isDeepStrictEqual(nginxPath(item as IngressPath, rules).match, place.match)
      if (!isRead) return null
      items.push(item)
    }
  }
  return items
}

const usesRegex = ({ useRegex, rewriteTarget, paths: [path] }: Pick<Route, 'useRegex' | 'rewriteTarget' | 'paths'>): boolean =>
  path !== undefined && (path.type === 'regex' || useRegex === true || (rewriteTarget !== undefined && rewriteTarget !== path.value))

/** One path that is a regular expression makes all of its host be read so; that is said before it is done. */
function warnHosts(scene: Scene, { places, ref, shared, sharedBy, object }: IngressSheet): void {
  if (scene.options.allowShared) return
  const hosts = cellsOf(object['spec'] as RawSpec).map(hostOf)
  const { routes } = scene.world.reading.config
  const own = objectKeyOf(ref)
  places.forEach(({ match, wanted }, index) => {
    const host = hosts[index]!
    if (!match || !usesRegex({ ...shared, paths: [match] })) return
    const onHost = routes.filter(({ object: { hosts: [one = ''], paths } }) => one === host && paths.length > 0)
    if (onHost.some((route) => usesRegex(route.object))) return
    const carried = places.flatMap((place, at) => (place.wanted === null && place.match && hosts[at] === host ? [place.match.value] : []))
    const others = onHost.filter(({ source: { origin } }) => origin && objectKeyOf(origin) !== own).map(({ object: { name } }) => name)
    if (carried.length + others.length === 0) return
    const names = [...carried, ...others].join(', ')
    const message = `In ingress-nginx this makes regular expressions of all paths of ${host || 'this host'}, in any case of letters and with any ending: ${names} would match more than now`
    const path = match.type === 'regex' ? ['paths', 0, 'type'] : shared.useRegex ? ['useRegex'] : ['rewriteTarget']
    scene.issue(wanted ?? sharedBy, path, 'SHARED', message, { ingress: own, routes: names })
  })
}

const REGEX = `${PREFIX}use-regex`

function refuse(scene: Scene, { places, sharedBy }: IngressSheet, rules: PathRules): void {
  const lost = places.filter(isMatched).filter((place) => place.wanted !== null && itemFor(place, rules) === null)
  for (const { wanted, match } of lost) {
    const reasons: Partial<Record<PathMatch['type'], string>> = {
      startsWith: 'ingress-nginx knows no prefix of letters: choose "prefix", or a regular expression',
      implementationSpecific: 'Beside use-regex ImplementationSpecific is a regular expression: choose that type',
    }
    const message = reasons[match.type] ?? 'The paths of one Ingress are read alike, and this one cannot be read so beside the others: put it into an Ingress of its own'
    scene.issue(wanted!, ['paths', 0, 'type'], 'NOT_SAYABLE', message, { type: match.type })
  }
  if (lost.length > 0) return
  const message = 'With this, or without it, other paths of the Ingress are read as something else: put the route into an Ingress of its own'
  scene.issue(sharedBy, ['paths', 0, 'type'], 'NOT_SAYABLE', message)
}

/** Sets the paths that are wanted, and `use-regex`. */
export function writePaths(scene: Scene, sheet: IngressSheet): void {
  const { places, shared, annotations, sharedBy, object } = sheet
  const hosts = cellsOf(object['spec'] as RawSpec).map(hostOf)
  const isOn = /^(?:1|t|true)$/i.test(annotations[REGEX]?.trim() ?? '')
  const wantsRegex = places.some(({ match, wanted }) => wanted !== null && match?.type === 'regex') || shared.useRegex === true
  const rulesOf = (useRegex: boolean): PathRules => ({ useRegex, rewriteTarget: shared.rewriteTarget })
  const isSaid = saysRegexByPaths(places.map(({ match }, index) => ({ host: hosts[index]!, match })))
  const choices = [...new Set([isOn, wantsRegex, !isOn])].map((useRegex) => ({ useRegex, items: itemsFor(sheet, rulesOf(useRegex)) }))
  const possible = choices.filter(({ items }) => items !== null)
  const right = possible.find(({ useRegex }) => (useRegex && !isSaid) === (shared.useRegex === true))
  const chosen = right ?? possible[0]
  if (!chosen) return refuse(scene, sheet, rulesOf(wantsRegex))
  if (!right) {
    const message = isSaid && shared.useRegex ? 'It goes without saying where each host has a path of the type "regular expression": leave it out' : 'Its paths cannot be read without it: choose it'
    scene.issue(sharedBy, ['useRegex'], 'NOT_SAYABLE', message)
  }
  places.forEach(({ wanted, item }, place) => {
    if (wanted !== null && item && chosen.items![place]) Object.assign(item, chosen.items![place])
  })
  if (chosen.useRegex !== isOn) {
    if (chosen.useRegex) annotations[REGEX] = 'true'
    else delete annotations[REGEX]
  }
  warnHosts(scene, sheet)
}
