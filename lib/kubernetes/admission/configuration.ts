import type { KubernetesWorkspace } from '#lib/model/workspace.ts'

/** Where the API server finds the webhook: by a Service of the cluster, or by an address. */
export type Target = { type: 'service'; namespace: string; name: string } | { type: 'url'; url: string }

export type FailurePolicy = 'Ignore' | 'Fail'

export type Registered = {
  workspace: Pick<KubernetesWorkspace, 'name' | 'ingressClass' | 'namespaces'>
  /** The namespace of Sluice. */
  namespace: string
  target: Target
  failurePolicy: FailurePolicy
  /** PEM. */
  caBundle: string
  /** Begins with a slash. */
  path: string
}

/** `admissionregistration.k8s.io/v1`, as far as it is written. */
export type ValidatingWebhookConfiguration = {
  apiVersion: 'admissionregistration.k8s.io/v1'
  kind: 'ValidatingWebhookConfiguration'
  metadata: { name: string; labels?: Record<string, string>; resourceVersion?: string }
  webhooks?: Record<string, unknown>[]
}

export const WEBHOOK_NAME = 'ingresses.sluice.dev'

/** One for a workspace; several installations of Sluice in one cluster are told apart by their namespaces. */
export const configurationName = (namespace: string, workspace: string): string => `sluice.${namespace}.${workspace}`

/** Nobody shall wait longer for advice. */
const TIMEOUT_SECONDS = 5

/** CEL: whether an Ingress is of the class, or of none, by its field or by the annotation that was before it. */
function isOfClass(ingressClass: string): string {
  const annotation = "'kubernetes.io/ingress.class'"
  const name = `'${ingressClass}'`
  const byAnnotation = `!has(object.metadata.annotations) || !(${annotation} in object.metadata.annotations) || object.metadata.annotations[${annotation}] == ${name}`
  return `has(object.spec.ingressClassName) ? object.spec.ingressClassName == ${name} : ${byAnnotation}`
}

/** CEL: whether an update changes what routing is read from. */
const CHANGES =
  "request.operation != 'UPDATE' || object.spec != oldObject.spec || object.metadata.?annotations.orValue({}) != oldObject.metadata.?annotations.orValue({})"

function clientConfig({ target, caBundle, path }: Registered): object {
  const bundle = Buffer.from(caBundle).toString('base64')
  if (target.type === 'url') return { url: `${target.url.replace(/\/$/, '')}${path}`, caBundle: bundle }
  return { service: { namespace: target.namespace, name: target.name, path, port: 443 }, caBundle: bundle }
}

/**
 * What is registered for a workspace. It is asked of what may be ours only; every field with a default is named, so that what
 * the API server answers can be compared.
 */
export function configurationOf(registered: Registered): ValidatingWebhookConfiguration {
  const { workspace, namespace, failurePolicy } = registered
  const { namespaces } = workspace
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: configurationName(namespace, workspace.name), labels: { 'app.kubernetes.io/name': 'sluice' } },
    webhooks: [
      {
        name: WEBHOOK_NAME,
        clientConfig: clientConfig(registered),
        rules: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['ingresses'], scope: 'Namespaced' }],
        failurePolicy,
        matchPolicy: 'Equivalent',
        namespaceSelector: namespaces.length > 0 ? { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }] } : {},
        objectSelector: {},
        matchConditions: [
          { name: 'class', expression: isOfClass(workspace.ingressClass) },
          { name: 'changes', expression: CHANGES },
        ],
        sideEffects: 'None',
        timeoutSeconds: TIMEOUT_SECONDS,
        admissionReviewVersions: ['v1'],
      },
    ],
  }
}
