import { isScalar, Scalar, type YAMLMap } from 'yaml'
import type { Found } from './convert-object.ts'
import { asMap, valueOf } from './yaml-map.ts'

/** A part of the text that was given, in UTF-16 units. */
export type Range = { start: number; end: number }

/** What stands in quotes in the place of the nth value that is not sent back. */
export const placeholder = (index: number): string => `sluice-hidden-${index}`

// Annotations too: kubectl keeps a copy of the whole Secret in one.
const valuesOf = (secret: YAMLMap) =>
  [valueOf(secret, 'data'), valueOf(secret, 'stringData'), valueOf(asMap(valueOf(secret, 'metadata')), 'annotations')].flatMap((node) =>
    (asMap(node)?.items ?? []).flatMap((pair) => (isScalar(pair.value) && pair.value.range ? [{ pair, range: pair.value.range }] : [])),
  )

/**
 * Puts placeholders in the place of what the Secrets of a document hold: whoever gave the text has it already.
 * @param start where the document begins in the text
 * @returns where the values stand, in the order of their placeholders
 */
export function hideSecrets(objects: readonly Found[], start: number): Range[] {
  const ranges: Range[] = []
  for (const { map } of objects.filter(({ kind }) => kind === 'Secret')) {
    for (const { pair, range } of valuesOf(map)) {
      const hidden = new Scalar(placeholder(ranges.length))
      hidden.type = Scalar.QUOTE_DOUBLE
      pair.value = hidden
      ranges.push({ start: start + range[0], end: start + range[1] })
    }
  }
  return ranges
}
