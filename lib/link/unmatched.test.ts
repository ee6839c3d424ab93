import { expect, test } from 'vitest'
import type { NearestRoute, RequestRecord, UnmatchedRequest } from './requests.ts'
import { makeRecord } from './testing/record.ts'
import { mergeUnmatched } from './unmatched.ts'

const nearest = (route: string): NearestRoute => ({ workspace: 'default', route, failed: 'path', detail: '/' })
const item = (over: Partial<RequestRecord>, rest: Partial<UnmatchedRequest> = {}): UnmatchedRequest => {
  const record = makeRecord(over)
  return { record, nearest: null, count: 1, firstAt: record.at, ...rest }
}

test('one method, host and path is one, whatever the query', () => {
  const merged = mergeUnmatched([
    [item({ target: '/a?x=1', at: 10 }, { count: 2, firstAt: 5, nearest: nearest('old') })],
    [item({ target: '/a?x=2', at: 20, host: 'SHOP.test' }, { count: 3, nearest: nearest('new') }), item({ target: '/a', method: 'POST', at: 15 })],
  ])
  expect(merged).toMatchObject([
    { record: { target: '/a?x=2', at: 20 }, count: 5, firstAt: 5, nearest: { route: 'new' } },
    { record: { method: 'POST' }, count: 1 },
  ])
})

test('an older account does not replace the later one', () => {
  const [merged] = mergeUnmatched([[item({ at: 20 }, { nearest: nearest('new') })], [item({ at: 10 }, { nearest: nearest('old') })]])
  expect(merged).toMatchObject({ record: { at: 20 }, nearest: { route: 'new' }, firstAt: 10 })
})

test('the newest hundred are kept, newest first', () => {
  const merged = mergeUnmatched([Array.from({ length: 150 }, (_, at) => item({ target: `/${at}`, at }))])
  expect(merged.map(({ record }) => record.at)).toEqual(Array.from({ length: 100 }, (_, place) => 149 - place))
})
