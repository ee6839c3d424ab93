import { Canary } from '#lib/model/canary.ts'
import { readPart, type Texts } from '../annotations/apply.ts'
import { openReader, type Finding, type Reader } from './reader.ts'

/** What annotations of a canary Ingress say, but for name, route and service. */
export type CanaryRules = Pick<Canary, 'weight' | 'header' | 'cookie'> & { affinity: 'sticky' | 'legacy' }

/** Annotations of ours on a canary Ingress: what ingress-nginx has no word for, and need not know. */
export const RECORDED: readonly string[] = ['canary-started-by', 'canary-started-at', 'canary-tags']

export type CanaryRecord = Pick<Canary, 'startedBy' | 'startedAt' | 'tags'>

export const CANARY_NAMES = [
  'canary', 'canary-weight', 'canary-weight-total', 'canary-by-header', 'canary-by-header-value', 'canary-by-header-pattern', 'canary-by-cookie',
] as const

/** These count on a canary Ingress too (ingress-nginx, "Canary"); the targets of the canary side have them. */
const ALSO = ['load-balance', 'upstream-hash-by', 'upstream-hash-by-subset', 'upstream-hash-by-subset-size']
const AFFINITY = /^(?:affinity|affinity-mode|session-cookie-.*)$/

/** Whether a canary Ingress is heard on an annotation itself; on any other, its main Ingress is (ingress-nginx, "Canary"). */
export const isOfCanaries = (name: string): boolean =>
  name === 'affinity-canary-behavior' || (CANARY_NAMES as readonly string[]).includes(name) || ALSO.includes(name) || AFFINITY.test(name)

/** Percent in steps of 0.01. */
function readWeight({ int, unserved }: Reader): number {
  const total = Math.max(int('canary-weight-total', 0, 2_147_483_647) ?? 100, 100)
  const weight = int('canary-weight', 0, 2_147_483_647) ?? 0
  const exact = Math.min(weight / total, 1) * 10_000
  const rounded = Math.round(exact)
  if (Math.abs(exact - rounded) > 1e-6) unserved('canary-weight', `${weight} of ${total} is taken as ${rounded / 100} %, the nearest in steps of 0.01 %`)
  return rounded / 100
}

const GIVEN = { name: 'canary', route: 'route', service: 'service' }

function readHeader({ text, invalid, unserved }: Reader): Canary['header'] {
  const name = text('canary-by-header')
  const value = text('canary-by-header-value')
  const pattern = text('canary-by-header-pattern')
  if (!name) {
    for (const other of ['canary-by-header-value', 'canary-by-header-pattern']) if (text(other)) unserved(other, 'It has an effect beside canary-by-header alone')
    return undefined
  }
  if (value && pattern) unserved('canary-by-header-pattern', 'canary-by-header-value takes its place')
  const header = value ? { name, mode: 'value', value } : pattern ? { name, mode: 'pattern', value: pattern } : { name }
  const read = Canary.safeParse({ ...GIVEN, header })
  if (read.success) return read.data.header
  const isName = read.error.issues[0]!.path.includes('name')
  invalid(isName ? 'canary-by-header' : value ? 'canary-by-header-value' : 'canary-by-header-pattern', read.error.issues[0]!.message)
  return undefined
}

function readCookie({ text, invalid }: Reader): Canary['cookie'] {
  const name = text('canary-by-cookie')
  if (!name) return undefined
  const read = Canary.safeParse({ ...GIVEN, cookie: { name } })
  if (read.success) return read.data.cookie
  invalid('canary-by-cookie', read.error.issues[0]!.message)
  return undefined
}

function readRecord(own: Texts): CanaryRecord {
  const texts = Object.fromEntries(Object.entries(own).filter(([name]) => RECORDED.includes(name)))
  const { startedBy, startedAt, tags = [] } = readPart('canary', texts).value ?? {}
  return { ...(startedBy === undefined ? {} : { startedBy }), ...(startedAt === undefined ? {} : { startedAt }), tags }
}

/**
 * Reads a canary Ingress; annotations of others than canaries are those of the main Ingress.
 * @param own annotations of ours, without the prefix
 */
export function readCanaryRules(texts: Texts, own: Texts = {}): { rules: CanaryRules; record: CanaryRecord; findings: Finding[] } {
  const reader = openReader(texts, { namespace: '', host: null, service: () => undefined })
  const { text, invalid, unserved, findings } = reader
  const header = readHeader(reader)
  const cookie = readCookie(reader)
  const behaviour = text('affinity-canary-behavior')
  if (behaviour && behaviour !== 'sticky' && behaviour !== 'legacy') invalid('affinity-canary-behavior', 'Must be "sticky" or "legacy"')
  for (const name of ALSO) if (text(name)) unserved(name, 'The targets of a canary are chosen as its own routes say')
  for (const name of reader.names) if (AFFINITY.test(name)) unserved(name, 'Clients of a canary are kept as the main Ingress says')
  const rules: CanaryRules = {
    weight: readWeight(reader),
    ...(header ? { header } : {}),
    ...(cookie ? { cookie } : {}),
    affinity: behaviour === 'legacy' ? 'legacy' : 'sticky',
  }
  return { rules, record: readRecord(own), findings }
}
