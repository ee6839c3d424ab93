import { expect, test } from 'vitest'
import type { LabelSelector } from './objects.ts'
import { selects, selectsPartly, selectorText } from './selector.ts'

const LABELS = { app: 'shop', tier: 'web' }
const expression = (key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: string[]): LabelSelector => ({ matchExpressions: [{ key, operator, values }] })

test.each<[LabelSelector, boolean, string]>([
  [{}, true, ''],
  [{ matchLabels: { app: 'shop' } }, true, 'app=shop'],
  [{ matchLabels: { app: 'shop', tier: 'api' } }, false, 'app=shop, tier=api'],
  [expression('tier', 'In', 'api', 'web'), true, 'tier in (api, web)'],
  [expression('zone', 'In', 'a'), false, 'zone=a'],
  [expression('tier', 'NotIn', 'web'), false, 'tier!=web'],
  [expression('zone', 'NotIn', 'a', 'b'), true, 'zone notin (a, b)'],
  [expression('app', 'Exists'), true, 'app'],
  [expression('zone', 'Exists'), false, 'zone'],
  [expression('zone', 'DoesNotExist'), true, '!zone'],
  [expression('app', 'DoesNotExist'), false, '!app'],
  [{ matchLabels: { app: 'shop' }, ...expression('tier', 'NotIn', 'api') }, true, 'app=shop, tier!=api'],
  [{ matchLabels: { constructor: 'x' } }, false, 'constructor=x'],
])('%j', (selector, expected, text) => {
  expect(selects(selector, LABELS)).toBe(expected)
  expect(selectorText(selector)).toBe(text)
})

test.each<[LabelSelector, string]>([
  [{}, 'yes'],
  [{ matchLabels: { app: 'shop' } }, 'yes'],
  [{ matchLabels: { app: 'other', zone: 'a' } }, 'no'],
  [{ matchLabels: { app: 'shop', zone: 'a' } }, 'unknown'],
  [expression('zone', 'DoesNotExist'), 'unknown'],
])('of labels that are known in part: %j is %s', (selector, expected) => expect(selectsPartly(selector, { app: 'shop' })).toBe(expected))
