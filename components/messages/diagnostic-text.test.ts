import { expect, test } from 'vitest'
import { diagnosticValues } from './diagnostic-text.ts'

const source = { workspace: 'default', kind: 'routes', name: 'shop' }

test('a criterion is worded in the language of the reader', () => {
  const params = { winner: 'cart', entry: 'shop.test /', criterion: 'pathLength' }
  expect(diagnosticValues({ params, source, field: 'paths.0' }, 'zh-CN')).toEqual({ ...params, kind: 'routes', at: 'paths', criterion: '对方的路径更长' })
  expect(diagnosticValues({ params, source }, 'en').criterion).toBe('the other path is longer')
})

test('one that this version does not know stays as it is', () => {
  expect(diagnosticValues({ params: { criterion: 'moon' }, source }, 'zh-CN').criterion).toBe('moon')
})
