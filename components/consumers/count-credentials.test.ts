import { expect, test } from 'vitest'
import { countCredentials } from './count-credentials.ts'

test('passwords and keys are counted for each consumer', () => {
  const of = (consumer: string, type: 'basicAuth' | 'keyAuth') => ({ consumer, type })
  const counts = countCredentials([of('anna', 'keyAuth'), of('ben', 'basicAuth'), of('anna', 'keyAuth'), of('anna', 'basicAuth')])
  expect(Object.fromEntries(counts)).toEqual({ anna: { passwords: 1, keys: 2 }, ben: { passwords: 1, keys: 0 } })
})
