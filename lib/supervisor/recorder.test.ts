import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { removeSetupToken, setupToken } from '#lib/auth/setup-token.ts'
import { recorder } from './recorder.ts'
import type { RunFile } from './run-file.ts'

const ADDRESSES = { dashboard: 'http://127.0.0.1:3000', http: 'http://127.0.0.1:8000', https: 'https://127.0.0.1:8443', status: 'http://127.0.0.1:8100', controller: 'http://127.0.0.1:8200' }

test.each([undefined, 'the-one-time-token'])('the link for the first admin goes once there is one (SLUICE_SETUP_TOKEN is %s)', async (given) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-recorder-'))
  const env = { dataDir, setupToken: given }
  const token = setupToken(env)
  const record = recorder(env, token)
  onTestFinished(() => {
    record.close()
    rmSync(dataDir, { recursive: true })
  })
  const run = () => JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')) as RunFile
  expect(record.open(ADDRESSES, () => ({}))).toContain(token)
  expect(run().setupUrl).toContain(token)
  removeSetupToken(env)
  await expect.poll(() => run().setupUrl, { timeout: 5000 }).toBeUndefined()
})
