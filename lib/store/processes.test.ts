import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { describeDatabases } from '#lib/testing/database.ts'
import { openDatabase } from './open.ts'

const NODE = path.join(import.meta.dirname, '../../node_modules/.bin/node')
const WRITER = path.join(import.meta.dirname, '../testing/store-writer.ts')

describeDatabases((database) => {
  /** Runs a writing process to its end, or kills it when it has acknowledged `killAfter` writes. */
  async function write(prefix: string, count: number, killAfter = Infinity): Promise<string[]> {
    const { databaseUrl, dataDir } = database()
    const child = spawn(NODE, [WRITER, databaseUrl, dataDir, prefix, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const acknowledged: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line)
      if (acknowledged.length === killAfter) child.kill('SIGKILL')
    }
    return acknowledged
  }

  const stored = async () => {
    const { stores, close } = await openDatabase(database())
    try {
      const store = await stores.open('default')
      const { upstreams, revision } = await store.read()
      const revisions = await store.revisions({ limit: 1000 })
      return {
        names: new Set(upstreams.map((entry) => entry.object.name)),
        revision,
        revisions: revisions.items.map((item) => item.number),
      }
    } finally {
      await close()
    }
  }

  describe('processes', () => {
    test('that write at once wait for each other and lose nothing', { timeout: 60_000 }, async () => {
      const written = await Promise.all(['a', 'b', 'c'].map((prefix) => write(prefix, 30)))
      expect(written.map((names) => names.length)).toEqual([30, 30, 30])
      const { names, revision, revisions } = await stored()
      expect(names).toEqual(new Set(written.flat()))
      expect(revision).toBe(90)
      expect(revisions).toEqual(Array.from({ length: 90 }, (_, index) => 90 - index))
    })

    test('that are killed while writing lose nothing that was acknowledged', { timeout: 60_000 }, async () => {
      for (const killAfter of [1, 4, 9]) {
        const acknowledged = await write(`killed-${killAfter}`, 100_000, killAfter)
        const { names, revision, revisions } = await stored()
        expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
        expect(revisions.length).toBe(revision)
        expect(names.size).toBe(revision)
      }
    })
  })
})
