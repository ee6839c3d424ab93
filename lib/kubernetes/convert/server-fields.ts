import type { YAMLMap } from 'yaml'
import { noteChange, under, type ChangeReason, type Notes } from './change.ts'
import { removeAnnotation } from './ingress-class-name.ts'
import { asMap, inline, pairOf, removeKey, valueOf } from './yaml-map.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
/** Of `metadata`, as `kubectl get -o yaml` writes them. */
const OF_METADATA = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid']

/** Takes away what the cluster wrote: it is not part of what was declared. */
export function dropServerFields(notes: Notes, object: YAMLMap, path: string): void {
  const metadata = asMap(valueOf(object, 'metadata'))
  const annotations = asMap(valueOf(metadata, 'annotations'))
  const note = (map: YAMLMap | undefined, at: string, key: string, reason: ChangeReason) => {
    const pair = pairOf(map, key)
    if (pair) noteChange(notes, { path: under(at, key), before: inline(pair.value), after: null, reason, at: pair.key })
    return pair !== undefined
  }
  if (note(annotations, under(path, 'metadata', 'annotations'), LAST_APPLIED, 'LAST_APPLIED')) removeAnnotation(object, LAST_APPLIED)
  for (const field of OF_METADATA) {
    if (metadata && note(metadata, under(path, 'metadata'), field, 'SERVER_FIELD')) removeKey(metadata, field)
  }
  if (note(object, path, 'status', 'STATUS')) removeKey(object, 'status')
}
