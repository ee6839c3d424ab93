import { z } from 'zod'
import { Name, noDuplicates, Port } from './common.ts'
import { rule } from './rule.ts'

/**
 * What only Kubernetes knows of our objects. Workspaces in the database refuse these fields.
 */

// RFC 1123 label and IANA_SVC_NAME, as Kubernetes has them.
const Label = z.string().max(63).regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, rule('kubernetesName'))
const PortName = z.string().max(15).regex(/^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/, rule('kubernetesName'))
const LabelKey = z.string().min(1).max(317)
const LabelValue = z.string().max(63)

/** Where a route stands in its Ingress, beside its host, path and backend. */
export const RouteInCluster = z.strictObject({
  /** The certificate, `<namespace>.<secret>`, that `spec.tls` names for its host. */
  certificate: Name.optional(),
  /** It is `spec.defaultBackend`, and has neither host nor path. */
  defaultBackend: z.literal(true).optional(),
})
export type RouteInCluster = z.infer<typeof RouteInCluster>

export const ServiceType = z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'])
export type ServiceType = z.infer<typeof ServiceType>

/** What a V1Service port says beside its targets. The port itself stands in the name: `<namespace>.<V1Service>.<port>`. */
export const ServiceInCluster = z.strictObject({
  type: ServiceType.default('ClusterIP'),
  /** `clusterIP: None`. */
  headless: z.boolean().default(false),
  /** Which pods are its targets. Absent: its targets are those of the upstream of the same name. */
  selector: z.record(LabelKey, LabelValue).optional(),
  portName: Label.optional(),
  /** Of the pods; absent: the port itself. */
  targetPort: z.union([Port, PortName]).optional(),
  /** With NodePort and LoadBalancer; absent: the cluster chooses one. */
  nodePort: Port.optional(),
  externalIPs: z.array(z.union([z.ipv4(), z.ipv6()])).max(64).check(noDuplicates(String)).default([]),
})
export type ServiceInCluster = z.infer<typeof ServiceInCluster>
