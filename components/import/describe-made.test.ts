import { expect, test } from 'vitest'
import { describeMade } from './describe-made.ts'

test.each([
  [{ kind: 'routes', name: 'a', service: 's', hosts: ['a.test', 'b.test'], paths: [{ type: 'prefix', value: '/x' }] }, 'a.test/x, b.test/x → s'],
  [{ kind: 'routes', name: 'a', service: 's', hosts: [], paths: [{ type: 'prefix', value: '/' }] }, '*/ → s'],
  [{ kind: 'services', name: 'a', host: 'a.b', port: 80 }, 'a.b:80'],
  [{ kind: 'services', name: 'a', upstream: 'u' }, '→ u'],
  [{ kind: 'upstreams', name: 'a', targets: [{ host: '::1', port: 80 }, { host: 'b', port: 81 }] }, '[::1]:80, b:81'],
  [{ kind: 'certificates', name: 'a', snis: ['a.test', '*'] }, 'a.test, *'],
  [{ kind: 'canaries', name: 'a', weight: 12.5, service: 'v2' }, '12.5 % → v2'],
] as const)('%o', (object, text) => expect(describeMade(object as never)).toBe(text))
