import type { Upstream } from '#lib/model/upstream.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { portOf, serviceName } from '#components/kubernetes/object-names.ts'

/** The V1Service port whose targets an upstream is. */
export type UpstreamPlace = { namespace: string; service: string; port: number | string | undefined }

export const newUpstreamPlace = (called: string): UpstreamPlace => (called.includes('.') ? portOf({ name: called }) : { namespace: '', service: called, port: 80 })

export const upstreamPlaceOf = (upstream: Upstream & { origin?: KubernetesRef }): UpstreamPlace => portOf(upstream)

export const placedName = ({ namespace, service, port }: UpstreamPlace): string => serviceName(namespace, service, port) ?? ''

/** Where "the name" is wrong. */
export const nameField = ({ namespace, service }: UpstreamPlace): string =>
  namespace.trim() === '' ? 'place.namespace' : service.trim() === '' ? 'place.service' : 'place.port'
