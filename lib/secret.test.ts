import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { linkTokenOf, secretBox, secretKeysOf } from './secret.ts'

const OLD = 'the old key of the tests'
const NEW = 'the new key of the tests'

describe('a secret box', () => {
  test('opens what it sealed, and never seals the same way twice', () => {
    const box = secretBox([NEW])
    const text = '-----BEGIN PRIVATE KEY-----\n秘密\n'
    const [first, second] = [box.seal(text), box.seal(text)]
    expect([box.open(first), box.open(second)]).toEqual([text, text])
    expect(first).not.toBe(second)
    expect(first).toMatch(/^v1\.[0-9a-f]{8}(\.[\w-]+){3}$/)
    expect(box.open(box.seal(''))).toBe('')
  })

  test('with a new key first still opens what stands under the old one, and calls it stale', () => {
    const sealed = secretBox([OLD]).seal('x')
    const rotated = secretBox([NEW, OLD])
    expect(rotated.open(sealed)).toBe('x')
    expect([rotated.isStale(sealed), rotated.isStale(rotated.seal('x'))]).toEqual([true, false])
  })

  test('without the key says which one is missing', () => {
    const sealed = secretBox([OLD]).seal('x')
    expect(() => secretBox([NEW]).open(sealed)).toThrow(`Sealed under key ${sealed.split('.')[1]}, which is not in SLUICE_SECRET_KEY`)
  })

  test.each([2, 3, 4])('refuses a text whose part %i was changed', (index) => {
    const box = secretBox([NEW])
    const parts = box.seal('a longer text').split('.')
    const first = parts[index]!.startsWith('A') ? 'B' : 'A'
    parts[index] = first + parts[index]!.slice(1)
    expect(() => box.open(parts.join('.'))).toThrow()
  })

  test.each(['', 'x', 'v2.a.b.c.d', 'v1.a.b'])('refuses %j, which it did not seal', (text) => {
    expect(() => secretBox([NEW]).open(text)).toThrow('Not a sealed text')
  })

  test('needs a key', () => {
    expect(() => secretBox([])).toThrow('at least one key')
  })
})

describe('files of the data folder', () => {
  test('are made once, for their owner alone, and give way to the environment', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'sluice-secret-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const dataDir = path.join(root, 'data')
    const keys = secretKeysOf({ dataDir, secretKeys: undefined })
    expect(secretKeysOf({ dataDir, secretKeys: undefined })).toEqual(keys)
    expect(keys[0]!.length).toBeGreaterThan(40)
    expect(linkTokenOf({ dataDir, linkToken: undefined })).not.toBe(keys[0])
    expect(readdirSync(dataDir).toSorted()).toEqual(['link.token', 'secret.key'])
    expect(statSync(path.join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(secretKeysOf({ dataDir, secretKeys: [NEW, OLD] })).toEqual([NEW, OLD])
    expect(linkTokenOf({ dataDir, linkToken: 'a token of the tests' })).toBe('a token of the tests')
  })
})
