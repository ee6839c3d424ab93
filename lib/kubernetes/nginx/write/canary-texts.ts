import { isDeepStrictEqual } from 'node:util'
import type { Canary } from '#lib/model/canary.ts'
import { ownTexts, type Texts } from '../../annotations/apply.ts'
import { CANARY_ANNOTATIONS } from '../../annotations/canary.ts'
import { PREFIX as OURS } from '../../annotations/definition.ts'
import { textOf } from '../../write/sluice/annotation-text.ts'
import { CANARY_NAMES, readCanaryRules, RECORDED } from '../canary.ts'
import { nginxTexts, PREFIX } from '../texts.ts'

type Rules = Pick<Canary, 'weight' | 'header' | 'cookie'>

const rulesIn = (texts: Texts): Rules => {
  const { weight, header, cookie } = readCanaryRules(texts).rules
  return { weight, ...(header ? { header } : {}), ...(cookie ? { cookie } : {}) }
}

/** Percent as a part of the total that stands there, else of 100, else of 10000. */
function weightTexts(weight: number, own: Texts): Record<string, string> {
  const total = Math.max(Number(own['canary-weight-total'] ?? 100) || 100, 100)
  const part = Math.round(weight * total * 100) / 10_000
  if (Number.isInteger(part)) return { 'canary-weight': String(part), ...(own['canary-weight-total'] === undefined ? {} : { 'canary-weight-total': String(total) }) }
  return Number.isInteger(weight) ? { 'canary-weight': String(weight) } : { 'canary-weight': String(Math.round(weight * 100)), 'canary-weight-total': '10000' }
}

function plainTexts({ weight, header, cookie }: Rules, own: Texts): Record<string, string> {
  const texts: Record<string, string> = { canary: 'true' }
  if (weight > 0 || own['canary-weight'] !== undefined) Object.assign(texts, weightTexts(weight, own))
  if (header) texts['canary-by-header'] = header.name
  if (header?.mode === 'value') texts['canary-by-header-value'] = header.value ?? ''
  if (header?.mode === 'pattern') texts['canary-by-header-pattern'] = header.value ?? ''
  if (cookie) texts['canary-by-cookie'] = cookie.name
  return texts
}

const DEFINED = CANARY_ANNOTATIONS.filter(({ name }) => RECORDED.includes(name))

const valueOf = (canary: Canary, [field]: readonly string[]): unknown => canary[field as keyof Canary]

/** What only we know of a canary, in annotations of ours; what is nothing has none. */
function recordTexts(canary: Canary): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const definition of DEFINED) {
    const value = valueOf(canary, definition.path)
    const isNothing = value === undefined || (Array.isArray(value) && value.length === 0)
    const text = isNothing ? null : textOf(definition, value)
    if (text !== null) texts[definition.name] = text
  }
  return texts
}

/** Whether a canary Ingress says by what rules its requests are split. */
export const saysRules = (annotations: Readonly<Record<string, string>>, { weight, header, cookie }: Canary): boolean =>
  isDeepStrictEqual(rulesIn(nginxTexts(annotations)), { weight, ...(header ? { header: { ...header } } : {}), ...(cookie ? { cookie } : {}) })

/** Brings the annotations of a canary Ingress to what shall be read of it; a text that says it already stays. @returns whether they say it */
export function putRules(annotations: Record<string, string>, canary: Canary): boolean {
  const own = nginxTexts(annotations)
  if (!saysRules(annotations, canary)) {
    const wanted = plainTexts(canary, own)
    const reads = (texts: Texts) => isDeepStrictEqual(rulesIn(texts), rulesIn(wanted))
    let texts: Texts = Object.fromEntries([...Object.entries(own).filter(([name]) => !(CANARY_NAMES as readonly string[]).includes(name)), ...Object.entries(wanted)])
    // A pattern beside a value is not read, and hurts nobody.
    const mayStay = (name: string) => wanted[name] !== undefined || (name === 'canary-by-header-pattern' && wanted['canary-by-header-value'] !== undefined)
    for (const name of CANARY_NAMES.filter(mayStay)) {
      const tried = own[name] === undefined ? texts : { ...texts, [name]: own[name] }
      if (tried !== texts && reads(tried)) texts = tried
    }
    for (const name of CANARY_NAMES) if (texts[name] === undefined) delete annotations[PREFIX + name]
    for (const [name, text] of Object.entries(texts)) annotations[PREFIX + name] = text
  }
  annotations[`${PREFIX}canary`] ??= 'true'
  const records = recordTexts(canary)
  const known = ownTexts(annotations)
  const before = readCanaryRules({}, known).record
  for (const { name, path } of DEFINED) {
    const isSame = isDeepStrictEqual((before as Record<string, unknown>)[path[0]!], path[0] === 'tags' ? canary.tags : valueOf(canary, path))
    if (isSame) continue
    if (records[name] === undefined) delete annotations[OURS + name]
    else annotations[OURS + name] = records[name]
  }
  return saysRules(annotations, canary)
}
