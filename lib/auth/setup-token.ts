import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Env } from '#lib/env.ts'

type Needs = Pick<Env, 'dataDir' | 'setupToken'>

const fileOf = (dataDir: string) => path.join(dataDir, 'setup.token')

/** Null if there is no file, '' if it is empty: a disk was full once, and an empty token must never be right. */
function readToken(dataDir: string): string | null {
  try {
    return readFileSync(fileOf(dataDir), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * The one-time token for the first admin: SLUICE_SETUP_TOKEN, or one made at first use and kept (mode 0600) in the data
 * folder, so that the process that prints it and the one that compares it agree, also when both ask first.
 */
export function setupToken({ dataDir, setupToken: given }: Needs): string {
  if (given !== undefined) return given
  const held = readToken(dataDir)
  if (held) return held
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const token = randomBytes(24).toString('base64url')
  const draft = `${fileOf(dataDir)}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${token}\n`, { mode: 0o600, flush: true })
  try {
    // A link, unlike a write, is there at once with its content, and fails for whoever comes second.
    if (held === '') renameSync(draft, fileOf(dataDir))
    else linkSync(draft, fileOf(dataDir))
    return token
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readToken(dataDir) || token
  } finally {
    rmSync(draft, { force: true })
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compares in constant time. */
export const isSetupToken = (env: Needs, given: string): boolean => timingSafeEqual(digest(setupToken(env)), digest(given))

/** Called once the first admin exists: the token has done its work. */
export const removeSetupToken = ({ dataDir }: Pick<Env, 'dataDir'>): void => rmSync(fileOf(dataDir), { force: true })
