import { expect, test } from 'vitest'
import { pickLocale } from './locale.ts'

test.each([
  ['zh-CN', 'en', 'zh-CN'],
  ['xx', 'zh', 'zh-CN'],
  [undefined, 'de, zh-TW;q=0.8, en;q=0.5', 'zh-CN'],
  [undefined, 'zh;q=0, en', 'en'],
  [undefined, 'en;q=0.3, zh;q=0.9', 'zh-CN'],
  [undefined, 'de', 'en'],
  [undefined, null, 'en'],
])('cookie %s, header %s: %s', (cookie, header, expected) => expect(pickLocale(cookie, header)).toBe(expected))
