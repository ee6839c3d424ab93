import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { activeRuntime, setRuntime } from '#lib/services/runtime.ts'
import { parseEnv } from '#lib/env.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { GET } from '../v1/setup/route.ts'

const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-runtime-'))

afterEach(async () => {
  await activeRuntime()?.stores.close()
  setRuntime(undefined)
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

test('a database that is away answers 503, and the next request tries again', async () => {
  vi.stubEnv('SLUICE_DATA_DIR', dataDir)
  setRuntime(undefined)
  const ask = () => GET(new Request('http://sluice.test/api/v1/setup'), { params: Promise.resolve({}) })
  const away = await ask()
  expect([away.status, await away.json()]).toEqual([503, expect.objectContaining({ code: 'UNAVAILABLE' })])
  await migrateDatabase(parseEnv(), () => {})
  const [one, two] = await Promise.all([ask(), ask()])
  expect([one.status, two.status]).toEqual([200, 200])
})
