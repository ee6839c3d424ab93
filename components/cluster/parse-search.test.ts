import { expect, test } from 'vitest'
import { parseSearch } from './parse-search.ts'

test.each([
  ['', { q: '' }],
  ['  shop   web ', { q: 'shop web' }],
  ['class:nginx shop', { q: 'shop', class: 'nginx' }],
  ['Namespace:prod class:', { q: '', namespace: 'prod' }],
  ['classy:x host:a', { q: 'classy:x host:a' }],
])('%j', (text, expected) => expect(parseSearch(text)).toEqual(expected))
