import { keyPairOf } from '#lib/kubernetes/read/secret.ts'
import type { V1Secret } from '#lib/kubernetes/objects.ts'
import type { CertificateFacts } from '#lib/model/certificate.ts'
import { certificateFacts } from '../certificates/facts.ts'

/** What is told of a Secret: its certificate, and nothing of its key. */
export type SecretFacts = {
  namespace: string
  name: string
  createdAt: string | null
  type: string | null
  state: 'ok' | 'absent' | 'forbidden' | 'invalid'
  reason: string | null
  certificate: CertificateFacts | null
}

const MOST = 20_000
// To parse a certificate takes a tenth of a millisecond, and Secrets hardly change.
const known = new Map<string, SecretFacts>()

function readFacts(secret: V1Secret): SecretFacts {
  const { metadata, type } = secret
  const common = { namespace: metadata.namespace, name: metadata.name, createdAt: metadata.creationTimestamp, type: type ?? null }
  const pair = keyPairOf(secret)
  if ('missing' in pair) return { ...common, state: 'invalid', reason: pair.missing, certificate: null }
  const certificate = certificateFacts(pair.value.cert)
  return certificate ? { ...common, state: 'ok', reason: null, certificate } : { ...common, state: 'invalid', reason: '"tls.crt" cannot be read', certificate: null }
}

/** Takes the facts of a Secret, and leaves the rest. */
export function factsOfSecret(secret: V1Secret): SecretFacts {
  const { uid, resourceVersion } = secret.metadata
  const key = `${uid} ${resourceVersion}`
  const facts = known.get(key) ?? readFacts(secret)
  if (known.size >= MOST) known.clear()
  known.set(key, facts)
  return facts
}
