import type { Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import { finding } from '../read/finding.ts'
import { PREFIX } from './texts.ts'
import { unknownNames } from './known.ts'
import type { Finding } from './reader.ts'

export const fieldOf = (name: string): string => `metadata.annotations.${PREFIX}${name}`

/** What is said of an annotation, with what comes of it. */
export function nginxFinding(source: SourceRef, { name, kind, reason: given }: Finding): Diagnostic {
  const full = `${PREFIX}${name}`
  if (kind === 'unserved') return finding(source, 'ANNOTATION_NOT_HONOURED', fieldOf(name), `${full} is not honoured: ${given}`, { name: full, reason: given })
  const reason = kind === 'closes' ? `${given}; requests get 503 until it is mended` : given
  return finding(source, 'ANNOTATION_INVALID', fieldOf(name), `${full} is left out: ${reason}`, { name: full, reason })
}

/** Of the annotations that ingress-nginx does not know. */
export const unknownFindings = (source: SourceRef, names: readonly string[]): Diagnostic[] =>
  unknownNames(names).map(({ name, nearest }) => {
    const params = { name: `${PREFIX}${name}`, nearest: `${PREFIX}${nearest}` }
    return finding(source, 'ANNOTATION_UNKNOWN', fieldOf(name), `There is no annotation ${params.name}; did you mean ${params.nearest}?`, params)
  })
