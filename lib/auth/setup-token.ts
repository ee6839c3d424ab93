import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Env } from '#lib/env.ts'

type Needs = Pick<Env, 'dataDir' | 'setupToken'>

const fileOf = (dataDir: string) => path.join(dataDir, 'setup.token')

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
 * folder, so that the process that prints it and the one that compares it agree.
 */
export function setupToken({ dataDir, setupToken: given }: Needs): string {
  if (given !== undefined) return given
  const held = readToken(dataDir)
  if (held) return held
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(fileOf(dataDir), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readToken(dataDir)!
}

/** Compares in constant time. */
export function isSetupToken(env: Needs, given: string): boolean {
  const [wanted, actual] = [Buffer.from(setupToken(env)), Buffer.from(given)]
  return wanted.length === actual.length && timingSafeEqual(wanted, actual)
}

/** Called once the first admin exists: the token has done its work. */
export const removeSetupToken = ({ dataDir }: Pick<Env, 'dataDir'>): void => rmSync(fileOf(dataDir), { force: true })
