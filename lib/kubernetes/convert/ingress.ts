import type { Node, YAMLMap } from 'yaml'
import { convertBackend } from './backend.ts'
import { noteChange, noteProblem, under, type Notes } from './change.ts'
import { convertClassName } from './ingress-class-name.ts'
import { asList, asMap, inline, insertAfter, isNothing, newText, pairOf, removeKey, renameKey, textAt, textOf, valueOf } from './yaml-map.ts'

const PATH_TYPES = ['Exact', 'Prefix', 'ImplementationSpecific']
// Refused in paths of the types Exact and Prefix (pkg/apis/networking/validation of Kubernetes).
const REFUSED_PARTS = ['//', '/./', '/../', '%2f', '%2F']
const REFUSED_ENDS = ['/..', '/.']
const HOST = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/
const ADDRESS = /^\d+(\.\d+){3}$|:/

function convertPath(notes: Notes, node: Node, path: string): void {
  const one = asMap(node)
  if (!one) return noteProblem(notes, 'WRONG_SHAPE', path, node, { shape: 'map' })
  const value = textAt(one, 'path') ?? ''
  if (isNothing(valueOf(one, 'pathType'))) {
    removeKey(one, 'pathType')
    const after = pairOf(one, 'path') ? 'path' : null
    insertAfter(one, after, 'pathType', newText(one, 'ImplementationSpecific'))
    const reason = value === '' ? 'PATH_TYPE_WITHOUT_PATH' : 'PATH_TYPE'
    noteChange(notes, { path: under(path, 'pathType'), before: null, after: 'ImplementationSpecific', reason, at: pairOf(one, 'path')?.key ?? one })
  }
  checkPath(notes, one, { type: textAt(one, 'pathType') ?? '', value, path })
  convertBackend(notes, valueOf(one, 'backend'), under(path, 'backend'), one)
}

function checkPath(notes: Notes, one: YAMLMap, { type, value, path }: { type: string; value: string; path: string }): void {
  const at = valueOf(one, 'path') ?? one
  if (!PATH_TYPES.includes(type)) return noteProblem(notes, 'PATH_TYPE_UNKNOWN', under(path, 'pathType'), valueOf(one, 'pathType'), { value: type })
  const mayBeLeftOut = type === 'ImplementationSpecific'
  if (!value.startsWith('/') && !(mayBeLeftOut && value === '')) return noteProblem(notes, 'PATH_NOT_ABSOLUTE', under(path, 'path'), at)
  if (mayBeLeftOut) return
  const part = REFUSED_PARTS.find((refused) => value.includes(refused)) ?? REFUSED_ENDS.find((end) => value.endsWith(end))
  if (part !== undefined) noteProblem(notes, 'PATH_INVALID', under(path, 'path'), at, { part })
}

function convertRule(notes: Notes, node: Node, path: string): void {
  const rule = asMap(node)
  if (!rule) return noteProblem(notes, 'WRONG_SHAPE', path, node, { shape: 'map' })
  const host = textAt(rule, 'host') ?? ''
  if (host !== '' && (!HOST.test(host) || ADDRESS.test(host))) noteProblem(notes, 'HOST_INVALID', under(path, 'host'), valueOf(rule, 'host'), { value: host })
  const http = valueOf(rule, 'http')
  // A rule without paths sends all of its host to the default backend, in both versions.
  if (isNothing(http)) return
  const paths = asList(valueOf(asMap(http), 'paths'))
  if (!paths || paths.items.length === 0) return noteProblem(notes, 'PATHS_EMPTY', under(path, 'http', 'paths'), http)
  paths.items.forEach((one, index) => convertPath(notes, one, under(path, 'http', 'paths', index)))
}

/**
 * The spec of an Ingress of extensions/v1beta1 or networking.k8s.io/v1beta1 (the two are the same) → networking.k8s.io/v1.
 * What it does not know is left as it is. Source: the conversions and defaults in pkg/apis/networking/v1beta1 of Kubernetes.
 */
export function convertIngress(notes: Notes, object: YAMLMap, path: string): void {
  const at = under(path, 'spec')
  const spec = asMap(valueOf(object, 'spec'))
  if (!spec) return noteProblem(notes, 'SPEC_EMPTY', at, valueOf(object, 'spec') ?? object)
  const old = pairOf(spec, 'backend')
  if (old && pairOf(spec, 'defaultBackend')) noteProblem(notes, 'BACKEND_TWICE', under(at, 'backend'), old.key, { old: 'backend', new: 'defaultBackend' })
  else if (old && isNothing(old.value)) removeKey(spec, 'backend')
  else if (old) {
    const before = inline(old.value)
    renameKey(old, 'defaultBackend')
    noteChange(notes, { path: under(at, 'backend'), before, after: 'defaultBackend', reason: 'DEFAULT_BACKEND', at: old.key })
    convertBackend(notes, old.value, under(at, 'defaultBackend'), spec)
  }
  const rules = asList(valueOf(spec, 'rules'))
  rules?.items.forEach((rule, index) => convertRule(notes, rule, under(at, 'rules', index)))
  if (!pairOf(spec, 'defaultBackend') && (rules?.items.length ?? 0) === 0) noteProblem(notes, 'SPEC_EMPTY', at, spec)
  convertClassName(notes, object, path)
}

/** networking.k8s.io/v1beta1 IngressClass → v1: the same, with the default of `parameters.scope` written out. */
export function convertIngressClass(notes: Notes, object: YAMLMap, path: string): void {
  const parameters = asMap(valueOf(asMap(valueOf(object, 'spec')), 'parameters'))
  if (!parameters || textOf(valueOf(parameters, 'scope')) !== undefined) return
  removeKey(parameters, 'scope')
  insertAfter(parameters, parameters.items.length === 0 ? null : (textOf(parameters.items.at(-1)!.key) ?? null), 'scope', newText(parameters, 'Cluster'))
  noteChange(notes, { path: under(path, 'spec', 'parameters', 'scope'), before: null, after: 'Cluster', reason: 'PARAMETERS_SCOPE', at: parameters })
}
