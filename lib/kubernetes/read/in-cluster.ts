import { isIP } from 'node:net'
import type { ServiceInCluster } from '#lib/model/in-cluster.ts'
import type { ServicePort } from './backend.ts'

/** What a V1Service port says beside its targets. An ExternalName's port that is not listed says nothing of itself. */
export function serviceInCluster({ service: { spec }, port, listed }: ServicePort): ServiceInCluster {
  const { type = 'ClusterIP', clusterIP, selector = {}, externalIPs = [] } = spec
  const { name: portName, targetPort, nodePort } = listed ?? {}
  // The API server fills in the port itself, or writes 0 for what was left out. Of an ExternalName it stands beside its host.
  const isOther = typeof targetPort === 'string' ? targetPort !== '' : targetPort && targetPort !== port && type !== 'ExternalName'
  return {
    type,
    headless: clusterIP === 'None',
    ...(Object.keys(selector).length > 0 ? { selector } : {}),
    ...(portName ? { portName } : {}),
    ...(isOther ? { targetPort } : {}),
    ...(nodePort ? { nodePort } : {}),
    externalIPs: [...new Set(externalIPs)].filter((address) => isIP(address) !== 0),
  }
}
