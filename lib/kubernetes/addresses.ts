import { isIP } from 'node:net'
import type { Publish } from '#lib/model/workspace.ts'
import type { V1Node, V1Service } from './objects.ts'

/** An entry of `status.loadBalancer.ingress`, with the fields that are written. */
export type Address = { ip: string } | { hostname: string }

/** What an address list is read from: the published service, null where there is none, and the nodes. */
export type AddressSources = { service: V1Service | null; nodes: readonly V1Node[] }

/** The list stands in every Ingress, so that a large cluster must not put all its nodes into it. */
const MAX_ADDRESSES = 64

export const addressText = (address: Address): string => ('ip' in address ? address.ip : address.hostname)

const addressOf = (text: string): Address => (isIP(text) === 0 ? { hostname: text.toLowerCase() } : { ip: text })

const listed = (texts: Iterable<string>): Address[] => [...new Set(texts)].slice(0, MAX_ADDRESSES).map(addressOf)

const ofType = ({ status }: V1Node, type: string): string[] =>
  (status?.addresses ?? []).filter((one) => one.type === type).map(({ address }) => address)

/** Of each node the external addresses, else the internal ones; ready or not, since a node that restarts keeps its address. */
function nodeAddresses(nodes: readonly V1Node[]): Address[] {
  const texts = nodes.flatMap((node) => {
    const external = ofType(node, 'ExternalIP')
    return external.length > 0 ? external : ofType(node, 'InternalIP')
  })
  return listed(texts.sort())
}

function serviceAddresses({ spec, status }: V1Service, nodes: readonly V1Node[]): Address[] {
  const balancer = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
  if (balancer.length > 0) return listed(balancer)
  if (spec.externalIPs?.length) return listed(spec.externalIPs)
  if (spec.type === 'ExternalName') return listed(spec.externalName ? [spec.externalName] : [])
  // Its cluster IP would be no answer to "where from outside", and its load balancer is on its way.
  if (spec.type === 'LoadBalancer') return []
  const ofNodes = spec.type === 'NodePort' ? nodeAddresses(nodes) : []
  if (ofNodes.length > 0) return ofNodes
  return listed(spec.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : [])
}

/**
 * The addresses that a workspace publishes in the status of its Ingresses, each once, in an order that does not depend on how
 * the API server lists: at most 64. Null: the status is left alone, since nothing is to be published or the service is missing.
 */
export function publishedAddresses(publish: Publish, { service, nodes }: AddressSources): Address[] | null {
  switch (publish.type) {
    case 'nothing':
      return null
    case 'addresses':
      return listed(publish.addresses)
    case 'nodes':
      return nodeAddresses(nodes)
    case 'service':
      return service && serviceAddresses(service, nodes)
  }
}
