import { expect, test } from 'vitest'
import { redactTarget, redactUrl } from './redact.ts'

const CASES: [name: string, target: string, shown: string][] = [
  ['nothing to hide', '/a/b?x=1&y=two', '/a/b?x=1&y=two'],
  ['token', '/?token=abc&x=1', '/?token=***&x=1'],
  ['access_token', '/?x=1&access_token=abc', '/?x=1&access_token=***'],
  ['api_key', '/?api_key=abc', '/?api_key=***'],
  ['apiKey, in any case', '/?ApiKey=abc', '/?ApiKey=***'],
  ['password', '/?user=ann&password=abc', '/?user=ann&password=***'],
  ['code of OAuth', '/cb?code=abc&state=open', '/cb?code=***&state=open'],
  ['key, but not another one', '/?key=abc&sort_key=name', '/?key=***&sort_key=name'],
  ['signed addresses', '/o?X-Amz-Signature=abc&X-Amz-Date=1&X-Amz-Security-Token=s', '/o?X-Amz-Signature=***&X-Amz-Date=1&X-Amz-Security-Token=***'],
  ['sig', '/o?sv=1&sig=a%2Fb', '/o?sv=1&sig=***'],
  ['an escaped name', '/?%74oken=abc', '/?%74oken=***'],
  ['an escape that is none', '/?%zz%74oken=abc', '/?%zz%74oken=***'],
  ['a member of an object', '/?user[password]=abc', '/?user[password]=***'],
  ['a value with ;', '/?token=abc;def', '/?token=***'],
  ['behind ;', '/?a=1;token=abc', '/?a=***'],
  ['every one of them', '/?token=a&token=b', '/?token=***&token=***'],
  ['no value', '/?token=&x=1', '/?token=&x=1'],
  ['a path parameter', '/a;jsessionid=abc/b?x=1', '/a;jsessionid=***/b?x=1'],
  ['an address in an argument', '/?next=https%3A%2F%2Fx.test%2F%3Ftoken%3Dabc&y=1', '/?next=***&y=1'],
  ['escaped twice', '/?next=%252F%253Ftoken%253Dabc', '/?next=***'],
  ['an address without secrets', '/?next=%2F%3Fpage%3D2', '/?next=%2F%3Fpage%3D2'],
  ['a token under another name', '/?q=eyJhbGciOi.eyJzdWIi.sig_', '/?q=***'],
]

test.each(CASES)('%s', (_, target, shown) => expect(redactTarget(target)).toBe(shown))

test('of an address, user name and password go too', () => {
  expect(redactUrl('https://ann:secret@x.test/a?sid=1#b')).toBe('https://x.test/a?sid=***#b')
  expect(redactUrl('https://x.test/@ann')).toBe('https://x.test/@ann')
})

test.each(['a=%25', 'a=%3D', 'x=y&', ';=', '%zz=', '?='])('a long target costs little: %s', (part) => {
  const target = `/?${part.repeat(8000 / part.length)}`
  const before = performance.now()
  for (let turn = 0; turn < 20; turn++) redactTarget(target)
  expect((performance.now() - before) / 20).toBeLessThan(10)
})
