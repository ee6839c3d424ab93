import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { SecretBox } from '#lib/secret.ts'
import { KubeError, type Client } from '../client.ts'
import { bundleOf, Material } from './material.ts'

/** Where the material is kept. `version` tells one writer that another was first. */
export type Kept = { material: Material | null; version: string }
export type MaterialStore = {
  read(): Promise<Kept>
  /** False: somebody has written since that version. */
  write(material: Material, version: string): Promise<boolean>
}

/** In the namespace of Sluice. */
export const SECRET_NAME = 'sluice-webhook'

type Secret = { metadata: { resourceVersion: string }; data?: Record<string, string> }

const encode = (text: string) => Buffer.from(text).toString('base64')
const decode = (text = '') => Buffer.from(text, 'base64').toString('utf8')

const parsed = (read: () => unknown): Material | null => {
  try {
    return Material.parse(read())
  } catch {
    // Empty, or changed by hand: it is made anew.
    return null
  }
}

/** A Secret that all replicas read. Of two that write at once the version decides, so that it does not matter who leads. */
export function secretStore(client: Pick<Client, 'request' | 'namespace'>): MaterialStore {
  const collection = `/api/v1/namespaces/${client.namespace}/secrets`
  const place = `${collection}/${SECRET_NAME}`
  return {
    async read() {
      try {
        const { data = {}, metadata } = await client.request<Secret>('GET', place)
        const material = parsed(() => ({
          server: { cert: decode(data['tls.crt']), key: decode(data['tls.key']) },
          authorities: JSON.parse(decode(data['authorities.json'])),
          token: decode(data['token']),
        }))
        return { material, version: metadata.resourceVersion }
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return { material: null, version: '' }
        throw error
      }
    },
    async write(material, version) {
      const { server, authorities, token } = material
      const texts = { 'tls.crt': server.cert, 'tls.key': server.key, 'ca.crt': bundleOf(material), 'authorities.json': JSON.stringify(authorities), token }
      const body = {
        apiVersion: 'v1',
        kind: 'Secret',
        // Not of the type kubernetes.io/tls, so that it is not taken for a certificate of somebody's routes.
        metadata: { name: SECRET_NAME, namespace: client.namespace, labels: { 'app.kubernetes.io/name': 'sluice' }, ...(version ? { resourceVersion: version } : {}) },
        data: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, encode(text)])),
      }
      try {
        await client.request(version ? 'PUT' : 'POST', version ? place : collection, { body })
        return true
      } catch (error) {
        if (error instanceof KubeError && (error.status === 409 || error.status === 404)) return false
        throw error
      }
    },
  }
}

/** A file of the data folder, sealed, mode 0600: for one controller outside of a cluster. */
export function fileStore(dataDir: string, box: SecretBox): MaterialStore {
  const file = path.join(dataDir, 'webhook.sealed')
  return {
    read: async () => ({ material: parsed(() => JSON.parse(box.open(readFileSync(file, 'utf8')))), version: '' }),
    async write(material) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      writeFileSync(`${file}.draft`, box.seal(JSON.stringify(material)), { mode: 0o600, flush: true })
      renameSync(`${file}.draft`, file)
      return true
    },
  }
}
