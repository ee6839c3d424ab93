import { describe, expect, test } from 'vitest'
import { hashPassword, passwordProblem, verifyPassword } from './password.ts'

test.each([
  ['short', 'anna', 'tooShort'],
  ['a'.repeat(257), 'anna', 'tooLong'],
  ['Anna.Meyer', 'anna.meyer', 'sameAsName'],
  ['correct horse', 'anna', null],
] as const)('%s of %s: %s', (password, name, expected) => {
  expect(passwordProblem(password, name)).toBe(expected)
})

describe('hashes', () => {
  test('are argon2id with OWASP costs, salted, and match their password alone', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(first).not.toBe(second)
    expect(await verifyPassword(first, 'correct horse')).toBe(true)
    expect(await verifyPassword(first, 'correct horsf')).toBe(false)
  })

  test('match however the letters were composed', async () => {
    expect(await verifyPassword(await hashPassword('Gr\u00fc\u00dfe aus K\u00f6ln'), 'Gru\u0308\u00dfe aus Ko\u0308ln')).toBe(true)
  })

  test('an unknown user takes the work of a known one', async () => {
    const known = await hashPassword('correct horse')
    await verifyPassword(null, 'warm up')
    const cost = async (hash: string | null) => {
      const begin = process.cpuUsage()
      for (let n = 0; n < 8; n++) expect(await verifyPassword(hash, 'guess of someone')).toBe(false)
      const { user, system } = process.cpuUsage(begin)
      return user + system
    }
    const [someone, nobody] = [await cost(known), await cost(null)]
    expect(nobody).toBeGreaterThan(someone / 3)
  })
})
