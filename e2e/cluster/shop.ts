import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import type { Cluster } from './kube.ts'
import { startService, type Pod } from './pods.ts'

const asList = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })

/** Applies objects as a person would. */
export const apply = async (cluster: Cluster, items: readonly object[]): Promise<void> =>
  void (await cluster.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], asList(items)))

/** An Ingress of our class in the namespace `default`, for one host and all its paths. */
export const ingressOf = (name: string, host: string, service: string, tlsSecret?: string): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'default' },
  spec: {
    ingressClassName: 'sluice',
    ...(tlsSecret !== undefined && { tls: [{ hosts: [host], secretName: tlsSecret }] }),
    rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { name: 'http' } } } }] } }],
  },
})

/** A V1Service with one pod, and the Ingress `shop.test` before it, with a certificate. */
export async function openShop(cluster: Cluster): Promise<Pod> {
  const pod = await startService(cluster, 'default', 'shop')
  const pair = { 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-tls', namespace: 'default' }, type: 'kubernetes.io/tls', stringData: pair }
  await apply(cluster, [secret, ingressOf('shop', 'shop.test', 'shop', 'shop-tls')])
  return pod
}

/** What a cloud says of the V1Service of the proxies. */
export const giveAddress = async (cluster: Cluster, ip: string): Promise<void> =>
  void (await cluster.kubectl([
    'patch', 'service', 'sluice-proxy', '-n', 'sluice', '--subresource=status', '-p', JSON.stringify({ status: { loadBalancer: { ingress: [{ ip }] } } }),
  ]))
