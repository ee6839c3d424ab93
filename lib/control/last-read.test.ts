import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { secretBox } from '#lib/secret.ts'
import { makeCertificate, makeConfig } from '#lib/testing/factories.ts'
import { lastRead } from './last-read.ts'

function start(key = 'a key for the test') {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-last-read-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const said: string[] = []
  const log = { info: () => {}, error: (_: object, text: string) => void said.push(text) }
  const open = (secret = key) => lastRead(folder, secretBox([secret]), log)
  return { file: path.join(folder, 'clusters/blue.sealed'), folder: path.join(folder, 'clusters'), open, said }
}

const config = makeConfig({ workspace: 'blue', certificates: [makeCertificate()] })

test('the newest of a workspace comes back, under the same settings', () => {
  const { open, file } = start()
  const one = open()
  one.keep(makeConfig({ workspace: 'blue' }), 's')
  one.keep(config, 's')
  one.flush()
  expect(open().load('blue', 's')).toEqual(config)
  expect([open().load('blue', 'others'), open().load('green', 's')]).toEqual([null, null])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).not.toContain('PRIVATE KEY')
})

test('a file that cannot be used is said, and is none', () => {
  const { open, file, said, folder } = start()
  const one = open()
  one.keep(config, 's')
  one.flush()
  expect(open('another key of the test').load('blue', 's')).toBeNull()
  writeFileSync(file, 'half a')
  expect(open().load('blue', 's')).toBeNull()
  expect(said).toEqual(['what was kept of a cluster cannot be used', 'what was kept of a cluster cannot be used'])
  expect(readdirSync(folder)).toEqual(['blue.sealed'])
})
