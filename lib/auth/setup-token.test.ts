import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { isSetupToken, removeSetupToken, setupToken } from './setup-token.ts'

let env: { dataDir: string; setupToken: string | undefined }

beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-setup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  env = { dataDir: path.join(folder, 'data'), setupToken: undefined }
})

test('is made once, for its owner alone, and nothing else is left', () => {
  const token = setupToken(env)
  expect(token).toMatch(/^[\w-]{32}$/)
  expect(setupToken(env)).toBe(token)
  expect(readdirSync(env.dataDir)).toEqual(['setup.token'])
  expect(statSync(path.join(env.dataDir, 'setup.token')).mode & 0o777).toBe(0o600)
})

test('is one token for all that ask first at once', async () => {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    import('${import.meta.dirname}/setup-token.ts').then((module) => parentPort.postMessage(module.setupToken(workerData)))`
  const ask = () =>
    new Promise<string>((resolve, reject) => {
      const worker = new Worker(code, { eval: true, workerData: env })
      worker.once('message', resolve).once('error', reject)
    })
  const tokens = await Promise.all([ask(), ask(), ask(), ask()])
  expect(new Set([...tokens, setupToken(env)]).size).toBe(1)
})

test('is compared whole', () => {
  const token = setupToken(env)
  expect([token, '', token.slice(0, -1), `${token}x`, token.toUpperCase()].map((given) => isSetupToken(env, given))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('an empty file is no token', () => {
  setupToken(env)
  writeFileSync(path.join(env.dataDir, 'setup.token'), '')
  expect(isSetupToken(env, '')).toBe(false)
  expect(setupToken(env)).toMatch(/^[\w-]{32}$/)
})

test('that of the environment counts, and makes no file', () => {
  const given = { ...env, setupToken: 'token-of-the-operator' }
  expect(isSetupToken(given, 'token-of-the-operator')).toBe(true)
  expect(() => readdirSync(env.dataDir)).toThrow('ENOENT')
})

test('once removed it is never right again', () => {
  const token = setupToken(env)
  removeSetupToken(env)
  removeSetupToken(env)
  expect(isSetupToken(env, token)).toBe(false)
})
