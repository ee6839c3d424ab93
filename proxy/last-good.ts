import { createHash, timingSafeEqual } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { redact } from '#lib/snapshot/redact.ts'
import type { SecretBox } from '#lib/secret.ts'

/** A snapshot in its encoded form, with what the controller said of it. */
export const Kept = z.object({ revisions: z.record(z.string(), z.number()), digest: z.string(), snapshot: z.string() })
export type Kept = z.infer<typeof Kept>

export type LastGood = {
  /** The newest one for which `accept` does not throw; a damaged one is logged and passed over. Null: there is none. */
  load<T>(accept: (kept: Kept) => T): T | null
  /** Writes one and keeps the one before it. @throws {Error} if the disk refuses; what was there stays */
  save(kept: Kept): void
}

const NAME = /^(\d{12})\.snapshot$/
const KEEP = 2

const checksum = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * The newest two snapshots in `<dataDir>/snapshots`: encrypted (they hold private keys), checksummed, mode 0600, and
 * written beside and renamed, so that a crash leaves the old ones whole.
 * @param onRefused is told of each file that cannot be used
 */
export function lastGood(dataDir: string, box: SecretBox, onRefused: (file: string, reason: string) => void): LastGood {
  const folder = path.join(dataDir, 'snapshots')
  const refused = new Set<string>()
  return {
    load(accept) {
      for (const name of names(folder).reverse()) {
        try {
          return accept(read(path.join(folder, name), box))
        } catch (error) {
          refused.add(name)
          onRefused(path.join(folder, name), redact((error as Error).message))
        }
      }
      return null
    },
    save(kept) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const draft of readdirSync(folder).filter((name) => name.endsWith('.draft'))) rmSync(path.join(folder, draft), { force: true })
      const before = names(folder)
      const next = Number(NAME.exec(before.at(-1) ?? '')?.[1] ?? 0) + 1
      write(folder, `${String(next).padStart(12, '0')}.snapshot`, box.seal(JSON.stringify(kept)))
      // A refused file must not take the place of the good one before it.
      const good = before.filter((name) => !refused.has(name)).slice(-(KEEP - 1))
      for (const name of before) if (!good.includes(name)) rmSync(path.join(folder, name), { force: true })
    },
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => NAME.test(name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function read(file: string, box: SecretBox): Kept {
  const [sum = '', sealed = ''] = readFileSync(file, 'utf8').split('\n')
  const given = Buffer.from(sum, 'hex')
  if (given.length !== 32 || !timingSafeEqual(given, checksum(sealed))) throw new Error('The checksum does not fit')
  return Kept.parse(JSON.parse(box.open(sealed)))
}

function write(folder: string, name: string, sealed: string): void {
  const draft = path.join(folder, `${name}.${process.pid}.draft`)
  try {
    const file = openSync(draft, 'w', 0o600)
    try {
      writeFileSync(file, `${checksum(sealed).toString('hex')}\n${sealed}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path.join(folder, name))
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
