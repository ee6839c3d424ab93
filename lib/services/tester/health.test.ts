import { expect, test } from 'vitest'
import type { KnownHealth, TargetHealth } from '#lib/link/health.ts'
import { makeCanary, makeConfig, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import type { ServiceContext } from '../context.ts'
import { healthFor } from './health.ts'

const ADDRESS = '[2001:db8::1]:80'
const upstreams = ['shop', 'shop-v2', 'sorry'].map((name) => makeUpstream({ name, targets: [{ host: '2001:db8::1', port: 80 }, { host: '127.0.0.1', port: 80 }] }))
const route = makeRoute({ filters: [{ type: 'defaultBackend', service: 'sorry' }] })
const services = upstreams.map(({ name }) => makeService({ name, upstream: name }))

const told = (upstream: string, address: string, state: TargetHealth['state']): TargetHealth => ({ workspace: 'default', upstream, address, state, by: 'active', since: 1, reason: '' })

async function ask(proxies: TargetHealth[][] | null, host = 'shop.test') {
  const config = makeConfig({ routes: [route], canaries: [makeCanary()], upstreams, services })
  const { snapshot } = tablesOf(config)
  const asked: string[] = []
  const controller = {
    health: (workspace: string, upstream: string): Promise<KnownHealth> => {
      asked.push(`${workspace}/${upstream}`)
      if (!proxies) return Promise.reject(new Error('away'))
      const own = (targets: TargetHealth[]) => targets.filter((target) => target.upstream === upstream)
      return Promise.resolve({ proxies: proxies.map((targets, place) => ({ proxy: `p${place}`, at: 1, targets: own(targets) })), changes: [], marks: [] })
    },
  } as unknown as ServiceContext['controller']
  const arrival = { request: makeRequest({ host }), host, listeners: [snapshot.listeners[0]!], clientAddress: '192.0.2.1', port: 80, httpsPort: 443 }
  const health = await healthFor({ controller }, snapshot, arrival)
  return { asked: asked.sort(), health }
}

test('both sides and the default backend are asked about', async () => {
  expect((await ask([])).asked).toEqual(['default/shop', 'default/shop-v2', 'default/sorry'])
})

test('where no route takes it, nobody is asked', async () => {
  expect((await ask([], 'other.test')).asked).toEqual([])
})

test('a target is down where all proxies say so', async () => {
  const { health } = await ask([
    [told('shop', ADDRESS, 'down'), told('shop', '127.0.0.1:80', 'down'), told('shop-v2', ADDRESS, 'up')],
    [told('shop', ADDRESS, 'down'), told('shop', '127.0.0.1:80', 'up')],
  ])
  expect([...health].map(([key, state]) => [key.replaceAll('\n', ' '), state])).toEqual([
    [`default shop ${ADDRESS}`, 'down'],
    ['default shop 127.0.0.1:80', 'up'],
    [`default shop-v2 ${ADDRESS}`, 'up'],
  ])
})

test('without a controller nothing is known', async () => {
  expect((await ask(null)).health.size).toBe(0)
})
