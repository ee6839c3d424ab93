import { isScalar, type YAMLMap } from 'yaml'
import { noteChange, noteProblem, under, type Notes } from './change.ts'
import { convertIngress, convertIngressClass } from './ingress.ts'
import { dropServerFields } from './server-fields.ts'
import { asList, asMap, insertAfter, isNothing, newText, pairOf, removeKey, textAt, valueOf } from './yaml-map.ts'

const V1 = 'networking.k8s.io/v1'
const GROUPS = ['extensions', 'networking.k8s.io']

/** Which versions are converted, by kind; and how. */
const CONVERTED: Record<string, { versions: readonly string[]; convert: (notes: Notes, object: YAMLMap, path: string) => void }> = {
  Ingress: { versions: ['extensions/v1beta1', 'networking.k8s.io/v1beta1'], convert: convertIngress },
  IngressClass: { versions: ['networking.k8s.io/v1beta1'], convert: convertIngressClass },
}

/** An object of a document, as a node of it. */
export type Found = { map: YAMLMap; path: string; kind: string; version: string; inherits: boolean }

/** The objects of a document: itself, or the items of a list, which may leave their kind and version to it. */
export function objectsOf(root: YAMLMap): Found[] {
  const [kind, version] = [textAt(root, 'kind') ?? '', textAt(root, 'apiVersion') ?? '']
  const items = asList(valueOf(root, 'items'))
  if (!kind.endsWith('List') || !items) return [{ map: root, path: '', kind, version, inherits: false }]
  return items.items.flatMap((item, index): Found[] => {
    const map = asMap(item)
    if (!map) return []
    const own = { kind: textAt(map, 'kind'), version: textAt(map, 'apiVersion') }
    const path = under('items', index)
    return [{ map, path, kind: own.kind ?? kind.slice(0, -'List'.length), version: own.version ?? version, inherits: own.kind === undefined || own.version === undefined }]
  })
}

function setVersion(notes: Notes, { map, path, kind, version, inherits }: Found): void {
  const pair = pairOf(map, 'apiVersion')
  noteChange(notes, { path: under(path, 'apiVersion'), before: version, after: V1, reason: inherits ? 'VERSION_INHERITED' : 'VERSION', at: pair?.key ?? map })
  if (isScalar(pair?.value)) {
    pair.value.value = V1
    delete pair.value.source
  } else {
    removeKey(map, 'apiVersion')
    insertAfter(map, null, 'apiVersion', newText(map, V1))
  }
  if (!pairOf(map, 'kind')) insertAfter(map, 'apiVersion', 'kind', newText(map, kind))
}

/** Converts an object in place. @returns the version that it has then */
export function convertObject(notes: Notes, found: Found): string {
  const { map, path, kind, version } = found
  const [group, number] = version.includes('/') ? version.split('/') : ['', version]
  const rule = CONVERTED[kind]
  if (!rule || !GROUPS.includes(group ?? '')) {
    if (group === 'extensions') noteProblem(notes, 'VERSION_GONE', under(path, 'apiVersion'), valueOf(map, 'apiVersion'), { kind, version })
    return version
  }
  if (isNothing(valueOf(asMap(valueOf(map, 'metadata')), 'name'))) noteProblem(notes, 'NAME_MISSING', under(path, 'metadata', 'name'), valueOf(map, 'metadata') ?? map)
  if (version !== V1 && !rule.versions.includes(version)) {
    noteProblem(notes, 'VERSION_UNKNOWN', under(path, 'apiVersion'), valueOf(map, 'apiVersion'), { kind, version: number ?? version })
    return version
  }
  if (version !== V1) {
    setVersion(notes, found)
    rule.convert(notes, map, path)
  }
  dropServerFields(notes, map, path)
  return V1
}

/** A list of Ingresses says its version too; it goes with its items. */
export function convertList(notes: Notes, root: YAMLMap): void {
  const version = textAt(root, 'apiVersion') ?? ''
  const [group, number] = version.split('/')
  if (!/^Ingress(Class)?List$/.test(textAt(root, 'kind') ?? '') || !GROUPS.includes(group ?? '') || number !== 'v1beta1') return
  setVersion(notes, { map: root, path: '', kind: '', version, inherits: false })
}
