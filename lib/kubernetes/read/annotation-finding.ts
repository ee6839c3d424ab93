import type { Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import type { Problem } from '../annotations/apply.ts'
import { PREFIX } from '../annotations/definition.ts'
import { finding } from './finding.ts'

/** What is said of an annotation that is left out; `field` where its text stands, up to its name. */
export function annotationFinding(source: SourceRef, problem: Problem, field = `metadata.annotations.${PREFIX}`): Diagnostic {
  const { name, reason, nearest } = problem
  const at = `${field}${name}`
  const full = `${PREFIX}${name}`
  if (nearest !== undefined) return finding(source, 'ANNOTATION_UNKNOWN', at, reason, { name: full, nearest: PREFIX + nearest })
  return finding(source, 'ANNOTATION_INVALID', at, `${full} is left out: ${reason}`, { name: full, reason })
}
