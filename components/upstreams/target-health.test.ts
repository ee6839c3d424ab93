import { describe, expect, test } from 'vitest'
import { makeUpstream } from '#lib/testing/factories.ts'
import { healthyCount, isChecked, reasonParts, telling, type ProxySays, type TargetHealth } from './target-health.ts'

const says = (proxy: string, state: 'up' | 'down'): ProxySays => ({ proxy, state, by: 'active', since: null, reason: '' })
const target = (address: string, state: TargetHealth['state'], proxies: ProxySays[] = []): TargetHealth => ({ address, state, proxies })

test.each([
  ['connection: ECONNREFUSED', { code: 'connection', detail: 'ECONNREFUSED' }],
  ['status: 503', { code: 'status', detail: '503' }],
  ['timeout', { code: 'timeout', detail: '' }],
  ['operator: ada: of ops', { code: 'operator', detail: 'ada: of ops' }],
  ['', { code: '', detail: '' }],
  ['Something else', { code: 'Something else', detail: '' }],
])('the reason %j', (reason, expected) => expect(reasonParts(reason)).toEqual(expected))

test('the proxy that takes a target for down is told first', () => {
  expect(telling(target('a', 'mixed', [says('p1', 'up'), says('p2', 'down')]))?.proxy).toBe('p2')
  expect(telling(target('a', 'up', [says('p1', 'up')]))?.proxy).toBe('p1')
  expect(telling(target('a', 'unknown'))).toBeUndefined()
})

test('what some proxies still use counts as healthy, and so does what nobody checks', () => {
  const targets = [target('a', 'up'), target('b', 'down'), target('c', 'mixed'), target('d', 'unknown'), target('disabled', 'down')]
  expect(healthyCount(['a', 'b', 'c', 'd'], targets)).toEqual({ healthy: 3, of: 4 })
})

describe('an upstream', () => {
  const healthchecks = (given: object) => makeUpstream({ healthchecks: given }).healthchecks
  test.each<[string, object, boolean]>([
    ['without checks', {}, false],
    ['with active checks of unhealthy targets', { active: { unhealthy: { interval: 1 } } }, true],
    ['with passive checks', { passive: { unhealthy: { timeouts: 1 } } }, true],
    ['that counts successes alone', { passive: { healthy: { successes: 5 } } }, false],
  ])('%s', (_, given, expected) => expect(isChecked(healthchecks(given))).toBe(expected))
})
