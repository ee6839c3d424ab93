import { expect, test } from 'vitest'
import type { Status } from '#components/api/types.ts'
import { statusTrouble, streamTrouble } from './trouble.ts'

test('a stream that is not there says nothing of the others', () => {
  expect(streamTrouble({ state: 'lost' })).toBeNull()
  expect(streamTrouble({ state: 'connecting' })).toBeNull()
})

test.each([
  [{ controllers: 1, proxies: 2 }, null],
  [{ controllers: 1, proxies: 0 }, 'noProxy'],
  [{ controllers: 0, proxies: 0 }, 'noController'],
] as const)('the stream says %o: %s', (watched, trouble) => expect(streamTrouble({ state: 'live', watched })).toBe(trouble))

test('so does the status, once it is there', () => {
  const status: Status = { workspace: 'default', revision: 1, proxies: [], diagnostics: { errors: 0, warnings: 0 } }
  expect(statusTrouble(undefined)).toBeNull()
  expect(statusTrouble(status)).toBe('noProxy')
  expect(statusTrouble({ ...status, controller: { reachable: false, revision: null } })).toBe('noController')
  expect(statusTrouble({ ...status, controller: { reachable: true, revision: 1 } })).toBe('noProxy')
})
