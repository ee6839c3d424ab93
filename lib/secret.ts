import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Encrypts small texts at rest with AES-256-GCM; the text names its key, so that keys can be rotated. */
export type SecretBox = {
  /** `v1.<key id>.<iv>.<tag>.<ciphertext>`, base64url, under the first key. */
  seal(plain: string): string
  /** @throws {Error} if the key is not among ours or the text was changed */
  open(sealed: string): string
  /** Whether a sealed text was written under another key than the first. */
  isStale(sealed: string): boolean
}

type Key = { id: string; bytes: Buffer }

function deriveKey(secret: string): Key {
  const bytes = Buffer.from(hkdfSync('sha256', secret, 'sluice', 'secrets at rest', 32))
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes }
}

/** @param secrets newest first; the first one writes, all read */
export function secretBox(secrets: readonly string[]): SecretBox {
  const keys = secrets.map(deriveKey)
  const first = keys[0]
  if (!first) throw new Error('A secret box needs at least one key')
  return {
    seal(plain) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', first.bytes, iv)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['v1', first.id, ...[iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join('.')
    },
    open(sealed) {
      const [version, id, iv, tag, body] = sealed.split('.')
      const key = keys.find((candidate) => candidate.id === id)
      if (version !== 'v1' || iv === undefined || tag === undefined || body === undefined) throw new Error('Not a sealed text')
      if (!key) throw new Error(`Sealed under key ${id}, which is not in SLUICE_SECRET_KEY`)
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
    },
    isStale: (sealed) => sealed.split('.')[1] !== first.id,
  }
}

/**
 * The secret in a file of the data folder, made at first use: mode 0600, and when two processes make it at once, both
 * read the same one.
 */
function secretFile(dataDir: string, name: string): string {
  const file = path.join(dataDir, name)
  const read = () => readFileSync(file, 'utf8').trim()
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return read()
}

/** SLUICE_SECRET_KEY, or the generated key of the data folder. */
export const secretKeysOf = (env: { dataDir: string; secretKeys: string[] | undefined }): string[] =>
  env.secretKeys ?? [secretFile(env.dataDir, 'secret.key')]

/** SLUICE_LINK_TOKEN, or the generated token of the data folder: what controller, proxies and dashboard know each other by. */
export const linkTokenOf = (env: { dataDir: string; linkToken: string | undefined }): string =>
  env.linkToken ?? secretFile(env.dataDir, 'link.token')
