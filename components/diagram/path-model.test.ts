import { describe, expect, test } from 'vitest'
import type { CanaryStep, ExplainedCandidate, Explanation } from '#components/tester/explanation.ts'
import { pathModel } from './path-model.ts'

const LOST: ExplainedCandidate = { route: 'shop', entry: 'shop.test /cart', rank: 0, verdict: 'lost', why: '' }
const candidate = (given: Partial<ExplainedCandidate>) => ({ ...LOST, ...given })

const BASE: Explanation = {
  outcome: { kind: 'forward' },
  listener: 'http',
  route: 'shop',
  service: 'shop',
  upstream: 'shop',
  targets: [{ address: 'a:1', share: 1, side: 'stable', service: 'shop' }],
  canary: null,
  choice: null,
  rewrite: null,
  filters: [],
  upstreamRequest: null,
  verdict: '',
  candidates: [candidate({ verdict: 'won' })],
  candidatesTotal: 1,
  revision: 1,
}
const CANARY = { name: 'v2', side: 'byWeight', share: 0.1, reason: 'weight', service: 'shop-v2', why: '', steps: [] as CanaryStep[] } as const
const NO_ROUTE = { kind: 'no-route', status: 404, message: '' } as const
const NOWHERE: Explanation = { ...BASE, outcome: NO_ROUTE, route: null, service: null, upstream: null, targets: [] }
const NO_HOST = [['passed', 'http'], ['failed', null], ['unreached', null], ['unreached', null]]
const states = (explanation: Explanation) => pathModel(explanation).stages.map(({ state, text }) => [state, text])

describe('a route', () => {
  test('names listener, host, path and route, and goes on to the targets', () => {
    const { stages, branches, end } = pathModel(BASE)
    expect(stages.map(({ kind }) => kind)).toEqual(['listener', 'host', 'path', 'route'])
    expect(stages.map(({ text }) => text)).toEqual(['http', 'shop.test', '/cart', 'shop'])
    expect(branches).toEqual([{ side: null, share: null, service: 'shop', targets: BASE.targets }])
    expect(end).toBeNull()
  })

  test('a regex with a space is one path', () => {
    expect(pathModel({ ...BASE, candidates: [candidate({ verdict: 'won', entry: '* /a b' })] }).stages[2]).toMatchObject({ text: '/a b' })
  })

  test('splits by weight', () => {
    const targets = [{ address: 'b:1', share: 0.1, side: 'canary', service: 'shop-v2' } as const, { ...BASE.targets[0]!, share: 0.9 }]
    expect(pathModel({ ...BASE, canary: CANARY, targets }).branches).toEqual([
      { side: 'stable', share: 0.9, service: 'shop', targets: [targets[1]] },
      { side: 'canary', share: 0.1, service: 'shop-v2', targets: [targets[0]] },
    ])
  })

  test('a side without targets is still a branch', () => {
    const { branches } = pathModel({ ...BASE, canary: CANARY })
    expect(branches.map(({ service, targets }) => [service, targets.length])).toEqual([['shop', 1], ['shop-v2', 0]])
  })

  test('a side that takes nothing is none', () => {
    expect(pathModel({ ...BASE, canary: { ...CANARY, share: 0 } }).branches.map(({ side }) => side)).toEqual(['stable'])
  })

  test('a side that a header decides is the only way', () => {
    const targets = [{ address: 'b:1', share: 1, side: 'canary', service: 'shop-v2' } as const]
    const canary = { ...CANARY, side: 'canary', share: 1, reason: 'header' } as const
    const { branches } = pathModel({ ...BASE, service: 'shop-v2', canary, targets })
    expect(branches).toEqual([{ side: 'canary', share: 1, service: 'shop-v2', targets }])
  })

  test('a redirect ends at the route', () => {
    const outcome = { kind: 'redirect', status: 308, location: 'https://shop.test/' } as const
    const { branches, end } = pathModel({ ...BASE, outcome, service: null, targets: [] })
    expect(branches).toEqual([])
    expect(end).toEqual({ kind: 'redirect', status: 308, text: 'https://shop.test/' })
  })

  test('an upstream without targets ends at its service', () => {
    const { branches, end } = pathModel({ ...BASE, outcome: { kind: 'respond', status: 503, message: 'no target' }, targets: [] })
    expect(branches).toEqual([{ side: null, share: null, service: 'shop', targets: [] }])
    expect(end).toBeNull()
  })
})

describe('no route: the path ends where the nearest candidate failed', () => {
  test('host', () => {
    expect(states({ ...NOWHERE, candidates: [candidate({ failed: 'host' })] })).toEqual(NO_HOST)
  })

  test('path', () => {
    const candidates = [candidate({ failed: 'host', entry: 'other.test /' }), candidate({ failed: 'path', rank: 1 })]
    expect(states({ ...NOWHERE, candidates })).toEqual([['passed', 'http'], ['passed', 'shop.test'], ['failed', null], ['unreached', null]])
  })

  test.each(['method', 'header', 'query', 'sni'] as const)('%s is a condition of the route', (failed) => {
    const { stages } = pathModel({ ...NOWHERE, candidates: [candidate({ failed })] })
    expect(stages[3]).toEqual({ kind: 'route', state: 'failed', text: 'shop', failed })
    expect(stages[2]).toMatchObject({ state: 'passed', text: '/cart' })
  })

  test('no route on the listener at all', () => {
    const candidates = [candidate({ rank: null, entry: '', failed: 'listener' })]
    expect(states({ ...NOWHERE, candidates })).toEqual(NO_HOST)
    expect(states({ ...NOWHERE, candidates: [] })[1]).toEqual(['failed', null])
  })

  test('the host ended: it fitted, and none of its paths did', () => {
    const ended = candidate({ route: null, entry: 'shop.test *', rank: 1, verdict: 'won' })
    const wider = candidate({ verdict: 'outranked', entry: '* /', rank: 2 })
    const stopped = [['passed', 'http'], ['passed', 'shop.test'], ['failed', null], ['unreached', null]]
    expect(states({ ...NOWHERE, candidates: [candidate({ failed: 'host', entry: 'other.test /' }), ended, wider] })).toEqual(stopped)
    const method = candidate({ failed: 'method', rank: 0 })
    expect(states({ ...NOWHERE, candidates: [method, ended, wider] })[3]).toEqual(['failed', 'shop'])
  })
})

describe('a stream has neither host nor path', () => {
  const entry = '* *'

  test('won', () => expect(pathModel({ ...BASE, candidates: [candidate({ verdict: 'won', entry })] }, true).stages.map(({ text }) => text)).toEqual(['http', 'shop']))

  test('lost', () => {
    const lost = pathModel({ ...NOWHERE, candidates: [candidate({ failed: 'source', entry })] }, true)
    expect(lost.stages).toEqual([{ kind: 'listener', state: 'passed', text: 'http' }, { kind: 'route', state: 'failed', text: 'shop', failed: 'source' }])
    expect(pathModel({ ...NOWHERE, candidates: [] }, true).stages[1]).toMatchObject({ kind: 'route', state: 'failed', text: null })
  })

  test('what answers HTTP closes it', () => {
    const outcome = { kind: 'respond', status: 500, message: 'gone' } as const
    expect(pathModel({ ...BASE, outcome, service: null, targets: [] }, true).end).toEqual({ kind: 'closed', status: 500, text: 'gone' })
  })
})
