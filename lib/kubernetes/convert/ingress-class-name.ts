import type { YAMLMap } from 'yaml'
import { noteChange, noteProblem, under, type Notes } from './change.ts'
import { asMap, insertAfter, newText, pairOf, removeKey, textOf, valueOf } from './yaml-map.ts'

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

// RFC 1123 subdomain: what an IngressClass can be called, and what `spec.ingressClassName` may hold.
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

/** Takes an annotation away, and the map of annotations with the last one. */
export function removeAnnotation(object: YAMLMap, name: string): void {
  const metadata = asMap(valueOf(object, 'metadata'))
  const annotations = asMap(valueOf(metadata, 'annotations'))
  if (!metadata || !annotations) return
  removeKey(annotations, name)
  if (annotations.items.length === 0) removeKey(metadata, 'annotations')
}

/** The class of the legacy annotation goes to the field, where it can be one; both, and not the same, is left to people. */
export function convertClassName(notes: Notes, object: YAMLMap, path: string): void {
  const pair = pairOf(asMap(valueOf(asMap(valueOf(object, 'metadata')), 'annotations')), CLASS_ANNOTATION)
  const spec = asMap(valueOf(object, 'spec'))
  if (!pair || !spec) return
  const at = under(path, 'metadata', 'annotations', CLASS_ANNOTATION)
  const annotation = textOf(pair.value) ?? ''
  const field = textOf(valueOf(spec, 'ingressClassName'))
  if (field !== undefined && field !== annotation) {
    return noteProblem(notes, 'CLASS_CONFLICT', at, pair.value ?? pair.key, { annotation: annotation === '' ? '""' : annotation, field })
  }
  if (!SUBDOMAIN.test(annotation)) {
    return noteProblem(notes, 'CLASS_NAME_INVALID', at, pair.value ?? pair.key, { value: annotation === '' ? '""' : annotation })
  }
  const reason = field === undefined ? 'CLASS_ANNOTATION' : 'CLASS_ANNOTATION_TWICE'
  noteChange(notes, { path: at, before: annotation, after: `spec.ingressClassName: ${annotation}`, reason, at: pair.key })
  removeAnnotation(object, CLASS_ANNOTATION)
  if (field === undefined) {
    removeKey(spec, 'ingressClassName')
    insertAfter(spec, null, 'ingressClassName', newText(spec, annotation))
  }
}
