import { expect, test } from 'vitest'
import { PROTECTING } from './known.ts'
import { readAnnotations } from './read-annotations.ts'

const AROUND = { namespace: 'shop', host: null, service: () => undefined }

test.each([...PROTECTING])('%s that is too long to be read closes the paths', (name) => {
  const { isClosed, findings } = readAnnotations({ 'auth-url': 'http://auth.test/', 'auth-type': 'basic', 'auth-secret': 'users', [name]: `deny all; ${'x'.repeat(20_000)}` }, AROUND)
  expect([isClosed, findings.find((one) => one.name === name)?.kind]).toEqual([true, 'closes'])
})

test('a list of addresses with one that cannot be read closes them', () => {
  expect(readAnnotations({ 'whitelist-source-range': '10.0.0.0/8,10.0.0.0/33' }, AROUND).isClosed).toBe(true)
  expect(readAnnotations({ 'whitelist-source-range': '10.0.0.0/8' }, AROUND).isClosed).toBe(false)
})
