import { z } from 'zod'
import { coversHost } from '#lib/compile/certificates.ts'
import { objectKeyOf, type ObjectKey, type V1Ingress } from '#lib/kubernetes/objects.ts'
import { listIn } from '#lib/kubernetes/reach/listing.ts'
import { isOurs } from '#lib/kubernetes/read/class.ts'
import { translateRefusal } from '../translate-refusal.ts'
import { verb } from '../verb.ts'
import { ClusterQuery, clusterPage } from './page.ts'
import { clusterScene, type ClusterScene } from './scene.ts'
import { clusterPageOf, SecretOut } from './schemas.ts'
import { factsOfSecret, type SecretFacts } from './secret-facts.ts'

type Use = { ingress: V1Ingress; hosts: Set<string> }

/** Which Ingresses name each Secret, and for which hosts: those of the entry, or where it has none, those of the rules. */
function usesOf(ingresses: Iterable<V1Ingress>): Map<ObjectKey, Map<V1Ingress, Use>> {
  const uses = new Map<ObjectKey, Map<V1Ingress, Use>>()
  for (const ingress of ingresses) {
    for (const { secretName, hosts } of ingress.spec.tls ?? []) {
      if (!secretName) continue
      const key = `${ingress.metadata.namespace}/${secretName}`
      const ofSecret = uses.get(key) ?? new Map<V1Ingress, Use>()
      uses.set(key, ofSecret)
      const use = ofSecret.get(ingress) ?? { ingress, hosts: new Set() }
      ofSecret.set(ingress, use)
      const named = hosts && hosts.length > 0 ? hosts : (ingress.spec.rules ?? []).flatMap(({ host }) => host ?? [])
      for (const host of named) use.hosts.add(host.toLowerCase())
    }
  }
  return uses
}

const stateless = (key: ObjectKey, state: 'absent' | 'forbidden'): SecretFacts => {
  const [namespace = '', name = ''] = key.split('/')
  return { namespace, name, createdAt: null, type: null, state, reason: null, certificate: null }
}

/** TLS Secrets of the cluster, and those of any type that our Ingresses name, be they there or not. */
async function readSecrets({ reading, namespaces }: ClusterScene) {
  const query = { fieldSelector: 'type=kubernetes.io/tls' }
  const { items, problems } = await listIn(reading.client, { api: '/api/v1', resource: 'secrets', query }, namespaces, factsOfSecret)
  const facts = new Map<ObjectKey, SecretFacts>(items.map((one) => [objectKeyOf(one), one]))
  for (const [key, state] of reading.objects.secrets) {
    if (!facts.has(key)) facts.set(key, typeof state === 'string' ? stateless(key, state) : factsOfSecret(state))
  }
  return { facts, problems }
}

export const listSecrets = verb({
  summary: 'TLS Secrets of the cluster: the names that their certificates cover, and the Ingresses that use them. Keys stay where they are',
  role: 'viewer',
  input: z.object(ClusterQuery),
  output: clusterPageOf(SecretOut),
  async run(ctx, query) {
    const scene = await clusterScene(ctx)
    const { facts, problems } = await readSecrets(scene)
    const uses = usesOf(scene.reading.objects.ingresses.values())
    // Our Ingresses name others too, with users and keys of clients.
    const shown = [...facts].filter(([key, { type }]) => uses.has(key) || type === 'kubernetes.io/tls')
    const rows = shown.map(([key, item]) => {
      const users = [...(uses.get(key)?.values() ?? [])]
      const text = () => [key, ...(item.certificate?.names ?? []), item.certificate?.issuer ?? '', ...users.map(({ ingress }) => ingress.metadata.name)].join(' ')
      return { metadata: { namespace: item.namespace, name: item.name, creationTimestamp: item.createdAt ?? '' }, item: { item, users }, text }
    })
    const page = clusterPage(rows, query)
    const items = page.items.map(({ item: { certificate, ...item }, users }) => ({
      ...item,
      reason: item.reason === null ? null : translateRefusal(item.reason, ctx.locale),
      names: certificate?.names ?? [],
      subject: certificate?.subject ?? null,
      issuer: certificate?.issuer ?? null,
      notBefore: certificate?.notBefore ?? null,
      notAfter: certificate?.notAfter ?? null,
      ingresses: users.map(({ ingress, hosts }) => ({
        name: ingress.metadata.name,
        served: isOurs(ingress, scene.served),
        uncovered: certificate === null ? [] : [...hosts].filter((host) => !coversHost(certificate.names, host)),
      })),
    }))
    return { ...page, items, problems }
  },
})
