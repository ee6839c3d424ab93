import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Replica } from './replica.ts'
import { openScope, until, type Scope } from './scope.ts'

let scope: Scope
beforeEach(async () => {
  scope = await openScope('events')
})
afterEach(() => scope.end())

type Event = { metadata: { name: string; resourceVersion: string }; reason: string; message: string; count: number; involvedObject: { name: string } }

const eventsOf = async (name: string): Promise<Event[]> =>
  JSON.parse(await scope.kubectl('get', 'events', '--field-selector', `involvedObject.name=${name}`, '-o', 'json')).items

const to = (service: string) => ({ spec: { defaultBackend: { service: { name: service, port: { number: 80 } } } } })
const sent = ({ requests }: Replica) => requests.filter(({ path }) => /\/events(\/|$)/.test(path))
const untilSaid = (name: string) => until(async () => expect(await eventsOf(name)).not.toEqual([]))

test('kubectl describe shows what is wrong with an Ingress, once, whoever leads', async () => {
  await scope.apply(scope.service('web'), scope.ingress('good'), scope.ingress('bad', to('cart')))
  const first = await scope.replica()
  await untilSaid('bad')
  expect(await scope.kubectl('describe', 'ingress', 'bad')).toMatch(/Warning +BackendNotFound +\S+ +sluice-controller +.*cart/)
  expect(await scope.kubectl('describe', 'ingress', 'good')).toMatch(/Events: +<none>/)
  const [before] = await eventsOf('bad')

  // Read over and over, and by another leader, it is still the same problem.
  for (let times = 0; times < 20; times += 1) first.read()
  const second = await scope.replica()
  await first.stop()
  await until(() => expect(sent(second).map(({ method }) => method)).toEqual(['POST', 'PATCH']))
  await scope.apply(scope.ingress('worse', to('basket')))
  await untilSaid('worse')
  expect(await eventsOf('bad')).toEqual([before])
  expect(sent(first)).toHaveLength(1)
  expect(sent(second)).toHaveLength(3)
})

test('other words about the same field change the Event; what is solved is said no more', async () => {
  await scope.apply(scope.service('web'), scope.ingress('bad', to('cart')))
  const one = await scope.replica()
  await untilSaid('bad')
  const [before] = await eventsOf('bad')
  await scope.apply(scope.ingress('bad', to('basket')))
  await until(async () => expect((await eventsOf('bad'))[0]!.message).toContain('basket'))
  expect(await eventsOf('bad')).toMatchObject([{ metadata: { name: before!.metadata.name }, count: 2 }])

  await scope.apply(scope.ingress('bad', to('web')), scope.ingress('other', to('cart')))
  await untilSaid('other')
  expect(await eventsOf('bad')).toHaveLength(1)
  expect(sent(one)).toHaveLength(3)
})

test('a new leader changes an Event that says something else by now', async () => {
  await scope.apply(scope.service('web'), scope.ingress('bad', to('cart')))
  const first = await scope.replica()
  await untilSaid('bad')
  await first.stop()
  await scope.apply(scope.ingress('bad', to('basket')))
  await scope.replica()
  await until(async () => expect((await eventsOf('bad'))[0]!.message).toContain('basket'))
  expect(await eventsOf('bad')).toHaveLength(1)
})

test('an Ingress that is applied a moment before its Service is no problem', async () => {
  const one = await scope.replica({ timing: { settleMs: 3000 } })
  await scope.apply(scope.ingress('early'))
  await until(() => expect(one.cluster.objects().ingresses.size).toBe(1))
  await scope.apply(scope.service('web'), scope.ingress('bad', to('cart')))
  await untilSaid('bad')
  expect(await eventsOf('early')).toEqual([])
})

test('the class of ours has its events too', async () => {
  const parameters = { kind: 'ConfigMap', scope: 'Namespace', namespace: scope.namespace, name: 'missing' }
  await scope.apply({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: scope.ingressClass },
    spec: { controller: 'sluice.dev/ingress-controller', parameters },
  })
  await scope.replica()
  await until(async () =>
    expect(await scope.kubectl('describe', 'ingressclass', scope.ingressClass)).toMatch(/Warning +ClassParametersNotFound .*missing/),
  )
})

test('an account that may not write Events says so once, and goes on with the addresses', async () => {
  await scope.apply(scope.service('web'), ...[0, 1, 2, 3].map((index) => scope.ingress(`bad${index}`, to('cart'))))
  const kubeconfig = await scope.accountWith({ apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['patch'] })
  const one = await scope.replica({ kubeconfig })
  await until(() => expect(one.lead.state().problems.events).toMatch(/forbidden/))
  await until(async () => expect(await scope.kubectl('get', 'ingress', 'bad3')).toContain('203.0.113.1'))
  one.read()
  expect(sent(one)).toHaveLength(1)
  expect(one.errors.filter((line) => line.includes('Events'))).toHaveLength(1)
  expect(one.lead.state().problems.status).toBeNull()
})

test('the rights to create and to patch are enough', async () => {
  await scope.apply(scope.service('web'), scope.ingress('bad', to('cart')))
  const kubeconfig = await scope.accountWith({ apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] })
  const one = await scope.replica({ kubeconfig, publish: { type: 'nothing' } })
  await untilSaid('bad')
  await scope.apply(scope.ingress('bad', to('basket')))
  await until(async () => expect((await eventsOf('bad'))[0]!.message).toContain('basket'))
  expect(one.errors).toEqual([])
})

test('many problems at once become few Events at a time', async () => {
  await scope.apply(...Array.from({ length: 100 }, (_, index) => scope.ingress(`bad${index}`, to('cart'))))
  const one = await scope.replica({ timing: { perMinute: 120, burst: 10 } })
  await until(() => expect(sent(one).length).toBeGreaterThanOrEqual(12))
  const begin = performance.now()
  const count = sent(one).length
  await until(() => expect(sent(one).length).toBeGreaterThanOrEqual(count + 6))
  expect(performance.now() - begin).toBeGreaterThan(2000)
})
