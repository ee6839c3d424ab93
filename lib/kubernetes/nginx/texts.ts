import type { Texts } from '../annotations/apply.ts'

/** What all annotations of ingress-nginx begin with. */
export const PREFIX = 'nginx.ingress.kubernetes.io/'

const NONE: Texts = {}

/** Those of ingress-nginx among all annotations of an object, without the prefix. */
export function nginxTexts(annotations: Readonly<Record<string, string>> | undefined): Texts {
  let texts: Record<string, string> | null = null
  for (const key in annotations) if (key.startsWith(PREFIX)) (texts ??= {})[key.slice(PREFIX.length)] = annotations[key]!
  return texts ?? NONE
}

/** Whether an Ingress is marked as a canary: it makes no routes of its own (ingress-nginx annotations/canary). */
export const isCanary = (annotations: Readonly<Record<string, string>> | undefined): boolean => asBool(annotations?.[`${PREFIX}canary`] ?? '') === true

const BOOLS: Record<string, boolean> = { 1: true, t: true, T: true, TRUE: true, true: true, True: true, 0: false, f: false, F: false, FALSE: false, false: false, False: false }

/** As Go's strconv.ParseBool, by which ingress-nginx reads; null: it is none. */
export const asBool = (text: string): boolean | null => (Object.hasOwn(BOOLS, text.trim()) ? BOOLS[text.trim()]! : null)
