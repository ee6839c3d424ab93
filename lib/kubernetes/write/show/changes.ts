import { stringify } from 'yaml'
import { FIELD_MANAGER } from '../../status.ts'
import { HIDDEN, manifestYaml } from './clean.ts'
import { jsonPatch } from '../send/json-patch.ts'
import { withMark } from '../send/mark.ts'
import type { Prepared } from '../send/requests.ts'
import { writable } from '../send/server-fields.ts'
import { quoted, withInput } from './shell.ts'
import type { JsonPatch, KubernetesChange, RawObject } from '../types.ts'

const RESOURCES: Record<string, string> = { Ingress: 'ingress', Service: 'service', EndpointSlice: 'endpointslice', Secret: 'secret' }

const APPLY = `kubectl apply --server-side --force-conflicts --field-manager=${FIELD_MANAGER} -f -`

const patchBetween = (before: RawObject, after: RawObject): JsonPatch => jsonPatch(writable(withMark(before, null)), writable(withMark(after, null)))

/** What a Secret holds stands behind `/data`. */
const withoutValues = (patch: JsonPatch): JsonPatch =>
  patch.map((step) => (step.op !== 'remove' && /^\/(data|stringData)(\/|$)/.test(step.path) && step.value !== null ? { ...step, value: HIDDEN } : step))

/** Of a Secret the files are named that it is made of. */
function secretCommand({ ref: { namespace, name }, after }: Prepared): string {
  const where = [quoted(name), '-n', quoted(namespace)].join(' ')
  const makes = after?.['type'] === 'kubernetes.io/tls'
    ? `kubectl create secret tls ${where} --cert=tls.crt --key=tls.key`
    : `kubectl create secret generic ${where} ${Object.keys((after?.['data'] ?? {}) as object).map((key) => `--from-file=${quoted(key)}`).join(' ')}`
  return `${makes} --dry-run=client -o yaml | ${APPLY}`
}

function commandFor(prepared: Prepared): string {
  const { ref, before, after, requests } = prepared
  const place = `${RESOURCES[ref.kind]} ${quoted(ref.name)} -n ${quoted(ref.namespace)}`
  if (after === null) return `kubectl delete ${place}`
  if (ref.kind === 'Secret') return secretCommand(prepared)
  const steps = requests.map((request): string => {
    if (request.type !== 'apply') return `kubectl patch ${place} --type=json -p ${quoted(JSON.stringify(patchBetween(before!, after)))}`
    return withInput(APPLY, stringify(withMark(request.body, null), { lineWidth: 0 }))
  })
  return steps.join('\n')
}

const isNothing = (patch: JsonPatch): boolean => patch.length === 0

/** What is written, for people, in the order in which it is sent; nothing of what Secrets hold, and no marks. */
export function describeChanges(prepared: readonly Prepared[]): KubernetesChange[] {
  return prepared.map((one): KubernetesChange => {
    const { ref, action, method, managedBy, before, after } = one
    const patch = before && after && method === 'patch' ? patchBetween(before, after) : null
    const isSecret = ref.kind === 'Secret'
    const shown = { before: before && manifestYaml(before, { hideSecrets: true }), after: after && manifestYaml(after, { hideSecrets: true }) }
    // With all values hidden, two that differ would look alike.
    if (isSecret && before && after) shown.after = changedSecret(before, after)
    return { ref, action, method, managedBy, ...shown, patch: patch && !isNothing(patch) && isSecret ? withoutValues(patch) : patch, command: commandFor(one) }
  })
}

function changedSecret(before: RawObject, after: RawObject): string {
  const [old, data] = [before['data'], after['data']].map((values) => (values ?? {}) as Record<string, unknown>) as [Record<string, unknown>, Record<string, unknown>]
  const shown = Object.fromEntries(Object.keys(data).map((key) => [key, old[key] === data[key] ? HIDDEN : `${HIDDEN.slice(0, -1)}, changed)`]))
  return manifestYaml({ ...after, ...('data' in after ? { data: shown } : {}) }, { hideSecrets: false })
}
