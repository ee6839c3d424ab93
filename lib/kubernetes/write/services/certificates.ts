import type { Certificate } from '#lib/model/certificate.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import type { V1Secret } from '../../objects.ts'
import { keyPairOf, type KeyPair } from '../../read/secret.ts'
import type { Scene } from '../scene.ts'
import { secretNamed } from './secret-names.ts'
import { refKey, type RawObject, type Wanted, type World } from '../types.ts'

/** The Secrets that certificates in what is wanted are made of; other kinds are passed over. */
export function certificateRefs(wanted: readonly Wanted[], { objects }: Omit<World, 'raw'>): KubernetesRef[] {
  const refs = wanted.flatMap(({ kind, name }) => (kind === 'certificates' ? (secretNamed(name, objects) ?? []) : []))
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()]
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

const newSecret = ({ namespace, name }: KubernetesRef): RawObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace, labels: { [MANAGED_BY]: SLUICE } },
  type: 'kubernetes.io/tls',
  data: {},
})

const pairOf = (raw: RawObject | null): KeyPair | null => {
  const read = raw && keyPairOf(raw as unknown as V1Secret)
  return read && 'value' in read ? read.value : null
}

/** The data of a Secret with a pair; what is read as it shall be stays letter by letter, and so does every other key. */
function withPair(raw: RawObject, { cert, key }: KeyPair): RawObject {
  const known = pairOf(raw)
  if (known?.cert === cert && known.key === key) return raw
  const data = { ...(raw['data'] as Record<string, string> | undefined) }
  if (known?.cert !== cert) data['tls.crt'] = base64(cert)
  if (known?.key !== key) data['tls.key'] = base64(key)
  return { ...raw, data }
}

/** What is said of a certificate in other places than its Secret, as it is now. */
function checkOthers(scene: Scene, at: number, wanted: Certificate): void {
  const now = scene.world.reading.config.certificates.find(({ object }) => object.name === wanted.name)?.object
  const set = (list: readonly string[] = []) => [...list].sort().join(' ')
  if (set(wanted.snis) !== set(now?.snis)) {
    const message = 'The Ingresses that name a Secret in spec.tls say which names it serves; choose the certificate at a route instead'
    scene.issue(at, ['snis'], 'DERIVED', message)
  }
  if (wanted.clientCertificates !== undefined) {
    scene.issue(at, ['clientCertificates'], 'NOT_SAYABLE', 'A TLS Secret has no place for the authorities of clients')
  }
  if (wanted.tags.length > 0) scene.issue(at, ['tags'], 'NOT_SAYABLE', 'A TLS Secret has no place for tags')
}

function writeCertificate(scene: Scene, at: number, name: string, wanted: Certificate | null): void {
  const { namespaces } = scene.world.workspace
  const ref = secretNamed(name, scene.world.objects)
  if (!ref) {
    scene.issue(at, ['name'], 'NAME', `"${name}" cannot be a Secret; name it <namespace>.<secret>, such as "default.shop-tls"`, { name })
    return
  }
  if (namespaces.length > 0 && !namespaces.includes(ref.namespace)) {
    scene.issue(at, ['name'], 'NAME', `The namespace ${ref.namespace} is none of this workspace: ${namespaces.join(', ')}`, { name })
    return
  }
  const raw = scene.drafts.get(ref)
  if (wanted === null) {
    if (raw) scene.drafts.put(ref, null)
    return
  }
  if (raw && !scene.world.reading.config.certificates.some(({ object }) => object.name === name)) {
    const secret = `${ref.namespace}/${ref.name}`
    scene.issue(at, ['name'], 'NAME', `There is a Secret ${secret} already, and it is no certificate of this workspace: choose another name`, { secret })
    return
  }
  scene.name(at, name)
  checkOthers(scene, at, wanted)
  const after = withPair(raw ?? newSecret(ref), wanted)
  if (after !== raw) scene.drafts.put(ref, after)
}

/** Puts TLS Secrets into the drafts as the certificates in what is wanted say; other kinds are passed over. */
export function writeCertificates(scene: Scene, wanted: readonly Wanted[]): void {
  wanted.forEach((one, at) => {
    if (one.kind === 'certificates') writeCertificate(scene, at, one.name, one.object)
  })
}
