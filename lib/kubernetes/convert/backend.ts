import { isScalar, Pair, Scalar, type Node, type YAMLMap } from 'yaml'
import { noteChange, noteProblem, under, type Notes } from './change.ts'
import { asMap, inline, isNothing, isQuoted, newKey, newMap, pairOf, removeKey, textOf, valueOf } from './yaml-map.ts'

const MAX_PORT = 65_535
// RFC 6335 §5.1, as the API server has it.
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

type Port = { key: 'number' | 'name'; node: Node }

/** An int-or-string: digits are a number, also in quotes. */
function portOf(given: Node): Port {
  const text = textOf(given) ?? ''
  if (!/^\d+$/.test(text)) return { key: 'name', node: given }
  if (isScalar(given)) {
    given.value = String(Number(text))
    given.type = Scalar.PLAIN
    delete given.source
  }
  return { key: 'number', node: given }
}

const isPort = (text: string) => (/^\d+$/.test(text) ? Number(text) >= 1 && Number(text) <= MAX_PORT : PORT_NAME.test(text))

/**
 * `{serviceName, servicePort}` → `{service: {name, port}}`, in its place; a `resource` is the same in both versions.
 * Source: pkg/apis/networking/v1beta1/conversion.go of Kubernetes; what v1 refuses: its pkg/apis/networking/validation.
 * @param holder the node whose place is named where there is no backend at all
 */
export function convertBackend(notes: Notes, node: Node | null | undefined, path: string, holder: Node): void {
  const backend = asMap(node)
  if (!backend) return isNothing(node) ? noteProblem(notes, 'BACKEND_EMPTY', path, holder) : noteProblem(notes, 'WRONG_SHAPE', path, node, { shape: 'map' })
  const [name, port] = [pairOf(backend, 'serviceName'), pairOf(backend, 'servicePort')]
  const other = ['service', 'resource'].find((key) => !isNothing(valueOf(backend, key)))
  if (!name && !port) return other === undefined ? noteProblem(notes, 'BACKEND_EMPTY', path, backend) : undefined
  if (other !== undefined) return noteProblem(notes, 'BACKEND_TWICE', path, backend, { old: 'serviceName', new: other })
  replace(notes, backend, { name, port }, path)
}

type Old = { name: Pair<Node, Node | null> | undefined; port: Pair<Node, Node | null> | undefined }

function replace(notes: Notes, backend: YAMLMap, { name, port }: Old, path: string): void {
  const before = [name, port].flatMap((pair) => (pair ? [`${textOf(pair.key)}: ${inline(pair.value)}`] : [])).join(', ')
  const place = (name ?? port)!.key
  const inQuotes = isQuoted(port?.value) && /^\d+$/.test(textOf(port?.value) ?? '')
  const nameText = textOf(name?.value) ?? ''
  const portText = textOf(port?.value) ?? ''
  if (nameText === '') noteProblem(notes, 'SERVICE_NAME_MISSING', under(path, 'serviceName'), backend)
  if (portText === '') noteProblem(notes, 'SERVICE_PORT_MISSING', under(path, 'servicePort'), backend)
  else if (!isPort(portText)) noteProblem(notes, 'PORT_INVALID', under(path, 'servicePort'), port?.value, { value: portText })

  const newPort = port?.value && !isNothing(port.value) ? portOf(port.value) : undefined
  const service = newMap(backend, [
    ...(name?.value && nameText !== '' ? [['name', name.value] as [string, Node]] : []),
    ...(newPort ? [['port', newMap(backend, [[newPort.key, newPort.node]])] as [string, Node]] : []),
  ])
  const first = backend.items.findIndex((pair) => pair === name || pair === port)
  const key = newKey(backend, 'service')
  keepComment(place, key)
  backend.items.splice(first, 0, new Pair<Node, Node | null>(key, service))
  removeKey(backend, 'serviceName')
  removeKey(backend, 'servicePort')
  const after = [...(nameText === '' ? [] : [`service.name: ${nameText}`]), ...(newPort ? [`service.port.${newPort.key}: ${inline(newPort.node)}`] : [])].join(', ')
  noteChange(notes, { path, before, after: after === '' ? null : after, reason: inQuotes ? 'PORT_IN_QUOTES' : 'BACKEND', at: place })
}

function keepComment(from: Node, to: Node): void {
  if (from.commentBefore != null) to.commentBefore = from.commentBefore
  if (from.spaceBefore) to.spaceBefore = true
}
