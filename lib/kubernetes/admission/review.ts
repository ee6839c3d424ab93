import { isDeepStrictEqual } from 'node:util'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'
import { keepIngress } from '../keep.ts'
import { objectKeyOf, type ClusterObjects, type V1Ingress } from '../objects.ts'
import { isOurs, servedClass } from '../read/class.ts'
import { readCluster, readMemo, type Reading } from '../read/read-cluster.ts'
import { sortFindings, type Said } from './findings.ts'
import type { Neighbourhood } from './neighbours.ts'

/** What is asked: an Ingress as it would be stored, and as it was. */
export type Asked = { operation: 'CREATE' | 'UPDATE'; object: V1Ingress; oldObject: V1Ingress | null }

/** What a workspace knows at the moment. */
export type Scene = {
  workspace: Pick<KubernetesWorkspace, 'name' | 'dialect' | 'ingressClass' | 'namespaces'>
  reading: Pick<Reading, 'ours'>
  objects: ClusterObjects
  /** Of this workspace, and the same from one question to the next. */
  neighbourhood: Neighbourhood
  /** What compiling finds in a configuration beside its own diagnostics. Pure. */
  check: (config: RoutingConfig) => Diagnostic[]
}

/** `message` and `causes`: why it is refused, in words and by field. */
export type Verdict = { allowed: true; warnings: string[] } | { allowed: false; warnings: string[]; message: string; causes: Said[] }

const SILENT: Verdict = { allowed: true, warnings: [] }
const MOST_CAUSES = 20
const MOST_WARNINGS = 10
// Longer ones may be cut off by the API server (Kubernetes, "Dynamic Admission Control", Response).
const LONGEST_WARNING = 256

/** As the watch would bring it; before it is stored it may have neither age nor version. */
function stored(raw: V1Ingress): V1Ingress {
  const { metadata, ...rest } = keepIngress(raw)
  const { uid = '', resourceVersion = '', creationTimestamp = '9999-12-31T23:59:59Z' } = metadata as Partial<V1Ingress['metadata']>
  return { ...rest, metadata: { ...metadata, uid, resourceVersion, creationTimestamp } }
}

const saysTheSame = (a: V1Ingress, b: V1Ingress): boolean =>
  isDeepStrictEqual(a.spec, b.spec) && isDeepStrictEqual(a.metadata.annotations ?? {}, b.metadata.annotations ?? {})

const textOf = ({ field, message }: Said) => `${field}: ${message}`

function shortened(texts: readonly string[]): string[] {
  const shown = texts.slice(0, MOST_WARNINGS).map((text) => (text.length > LONGEST_WARNING ? `${text.slice(0, LONGEST_WARNING - 1)}…` : text))
  const omitted = texts.length - shown.length
  return omitted > 0 ? [...shown, `and ${omitted} more`] : shown
}

/**
 * Whether an Ingress may be stored. Errors refuse it; what it refers to may come later, and what it has in common with others is
 * for people to judge: both are warnings. It is read with its neighbours, by the very code that reads the cluster; of ten
 * thousand others nothing is read. Pure, but for what the neighbourhood remembers.
 */
export function review({ object, oldObject }: Asked, { workspace, reading, objects, neighbourhood, check }: Scene): Verdict {
  const ingress = stored(object)
  const { namespaces, name, ingressClass, dialect } = workspace
  if (namespaces.length > 0 && !namespaces.includes(ingress.metadata.namespace)) return SILENT
  const served = servedClass(objects.ingressClasses, ingressClass, dialect)
  if (!isOurs(ingress, served)) return SILENT
  const before = oldObject && stored(oldObject)
  // One that was let in before may be labelled, and may end.
  if (before && isOurs(before, served) && saysTheSame(before, ingress)) return SILENT
  const ingresses = new Map(neighbourhood.of(ingress, reading.ours).map((one) => [objectKeyOf(one.metadata), one]))
  ingresses.set(objectKeyOf(ingress.metadata), ingress)
  const { config } = readCluster({ ...objects, ingresses }, { workspace: name, ingressClass, dialect, revision: 0, memo: readMemo() })
  const { errors, warnings } = sortFindings(ingress, [...(config.diagnostics ?? []), ...check(config)], config)
  const texts = shortened(warnings.map(textOf))
  if (errors.length === 0) return { allowed: true, warnings: texts }
  const causes = errors.slice(0, MOST_CAUSES)
  const lines = [...causes.map(textOf), ...(errors.length > causes.length ? [`and ${errors.length - causes.length} more`] : [])]
  return { allowed: false, warnings: texts, message: lines.join('; '), causes }
}
