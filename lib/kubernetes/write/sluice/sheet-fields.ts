import type { Route } from '#lib/model/route.ts'
import type { Texts } from '../../annotations/apply.ts'
import { PREFIX } from '../../annotations/definition.ts'
import type { Reading } from '../../read/read-cluster.ts'
import { sharedOf } from '../ingress/shared.ts'

/** One annotation of an Ingress: what is to be read of it, and the field of ours that it is about. */
export type SheetField = {
  name: string
  path: (string | number)[]
  isKept(reading: Reading): boolean
  text(reading: Reading): string | null
}

/** What all routes of an Ingress that is read alone have in common. */
export const sharedIn = (reading: Reading): ReturnType<typeof sharedOf> | null => {
  const route: Route | undefined = reading.config.routes[0]?.object
  return route ? sharedOf(route) : null
}

/** All annotations of an Ingress with other texts in place of ours. */
export function withTexts(annotations: Readonly<Record<string, string>>, texts: Texts): Record<string, string> {
  const others = Object.entries(annotations).filter(([key]) => !key.startsWith(PREFIX) || texts[key.slice(PREFIX.length)] !== undefined)
  return { ...Object.fromEntries(others), ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${PREFIX}${name}`, text])) }
}

/** Puts texts of ours into annotations that are changed in place. */
export function putTexts(annotations: Record<string, string>, texts: Texts): void {
  for (const key of Object.keys(annotations)) if (key.startsWith(PREFIX) && texts[key.slice(PREFIX.length)] === undefined) delete annotations[key]
  for (const [name, text] of Object.entries(texts)) annotations[`${PREFIX}${name}`] = text
}
