import { describe, expect, test } from 'vitest'
import { finish } from '#lib/routing/slices.ts'
import { splitSnapshot } from '#lib/snapshot/items.ts'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { makeSnapshot } from '../testing/snapshot.ts'
import { SLAB_ROWS } from './cells.ts'
import type { PassiveChange, ToHealthView } from './messages.ts'
import { createTargets, type Target } from './targets.ts'
import { makeChecks } from './testing/checks.ts'
import { createHealthView } from './view.ts'

const CHECKED: Partial<CompiledUpstream> = { healthchecks: makeChecks({ passive: { unhealthy: { httpFailures: 1 } } }) }

type Named = { name?: string; ports: number[]; upstream?: Partial<CompiledUpstream> }

/** Snapshots as a primary and one worker of it take them. */
function start() {
  const told: ToHealthView[] = []
  const changes: PassiveChange[] = []
  const marked = new Set<string>()
  const fresh: Target[] = []
  const view = createHealthView((change) => changes.push(change), () => 42)
  const targets = createTargets({
    tell(message) {
      told.push(message)
      view.receive(structuredClone(message))
    },
    marked: () => marked,
    onNew: (target) => void fresh.push(target),
  })
  const prepare = (named: Named[]) => {
    const snapshot = makeSnapshot({ routes: named.map(({ name, ports, upstream = CHECKED }) => ({ name: name ?? 'shop', targets: ports.map((port) => ({ port })), upstream })) })
    const encoded = encodeSnapshot(snapshot)
    return { snapshot, prepared: { digest: '', encoded, items: () => splitSnapshot(encoded) } }
  }
  const plan = (named: Named[]) => {
    const { snapshot, prepared } = prepare(named)
    finish(targets.planSlices(prepared))
    return snapshot.upstreams.map((upstream) => view.of(upstream))
  }
  const serve = (...named: Named[]) => {
    const healths = plan(named)
    return { healths, ...targets.commit() }
  }
  return { targets, view, told, changes, marked, fresh, plan, serve, addresses: () => fresh.splice(0).map(({ address }) => address) }
}

const FAILURE = { kind: 'status', status: 500 } as const

describe('targets', () => {
  test('of upstreams that nobody checks have no rows, and cost no message', () => {
    const { serve, told, fresh } = start()
    const { healths: [health] } = serve({ ports: [1, 2], upstream: { healthchecks: null } })
    health!.report(0, FAILURE)
    expect([told, fresh, health!.isUp(0), health!.version()]).toEqual([[], [], true, 0])
  })

  test('keep their health over snapshots, wherever they stand', () => {
    const { serve } = start()
    const { healths: [before] } = serve({ ports: [1, 2] })
    before!.report(1, FAILURE)
    const { healths: [after] } = serve({ ports: [2, 3, 1] })
    expect([0, 1, 2].map((place) => after!.isUp(place))).toEqual([false, true, true])
  })

  test('are told of once, and what is gone as well', () => {
    const { serve, told, addresses } = start()
    serve({ ports: [1, 2] })
    expect(addresses()).toEqual(['127.0.0.1:1', '127.0.0.1:2'])
    const before = told.length
    serve({ ports: [1, 2] })
    expect(told.length).toBe(before)
    const { removed } = serve({ ports: [2, 3] })
    expect([addresses(), removed.map(({ address }) => address)]).toEqual([['127.0.0.1:3'], ['127.0.0.1:1']])
    const { gone } = serve({ name: 'other', ports: [2] })
    expect([gone.map(({ key }) => key), told.at(-1)!.gone]).toEqual([['default/shop'], ['default/shop']])
  })

  test('of one name in one workspace share a row, and of another none', () => {
    const { serve } = start()
    const { healths } = serve({ ports: [1] }, { ports: [1, 2] }, { name: 'other', ports: [1] })
    healths[0]!.report(0, FAILURE)
    expect(healths.map((health) => health.isUp(0))).toEqual([false, false, true])
  })

  test('of a snapshot that came to nothing take nothing from the one that serves', () => {
    const { serve, plan, targets } = start()
    const { healths: [serving] } = serve({ ports: [1, 2] })
    plan([{ name: 'other', ports: [9] }])
    serving!.report(0, FAILURE)
    expect([serving!.isUp(0), [...targets.all()].map(({ key }) => key)]).toEqual([false, ['default/shop', 'default/other']])
    const { healths: [next], gone } = serve({ ports: [1, 2] })
    expect([next!.isUp(0), gone.map(({ key }) => key)]).toEqual([false, ['default/other']])
  })

  test('that only a refused snapshot named go with the next one that serves, also where that leaves their upstream as it was', () => {
    const { serve, plan, targets, told } = start()
    const addresses = () => [...targets.get('default/shop')!.targets.keys()]
    const { healths: [serving] } = serve({ ports: [1] })
    plan([{ ports: [1, 2] }])
    expect(addresses()).toEqual(['127.0.0.1:1', '127.0.0.1:2'])
    serving!.report(0, FAILURE)
    const { removed, gone, healths: [next] } = serve({ ports: [1] })
    expect([addresses(), removed.map(({ address }) => address), gone, next!.isUp(0)]).toEqual([['127.0.0.1:1'], ['127.0.0.1:2'], [], false])
    expect(told.at(-1)!.upstreams.map(({ removed: told }) => told)).toEqual([['127.0.0.1:2']])
    expect([serve({ ports: [1] }).removed, serve({ ports: [1, 2] }).healths[0]!.isUp(1)]).toEqual([[], true])
  })

  test('that were taken away are nothing to requests that are still on their way to them', () => {
    const { serve, changes } = start()
    const { healths: [old] } = serve({ ports: [1] })
    serve({ name: 'other', ports: [2] })
    const { healths: [next] } = serve({ ports: [7] })
    old!.report(0, FAILURE)
    expect([changes, next!.isUp(0), old!.isUp(0)]).toEqual([[], true, true])
  })

  test('come to a worker that enters, as they are', () => {
    const { serve, targets } = start()
    const { healths: [health] } = serve({ ports: Array.from({ length: SLAB_ROWS + 10 }, (_, index) => index + 1) })
    health!.report(SLAB_ROWS + 5, FAILURE)
    const other = createHealthView(() => {}, () => 0)
    other.receive(structuredClone(targets.whole()))
    const same = other.of({ ...makeSnapshot({ routes: [{ targets: [{ port: SLAB_ROWS + 6 }, { port: 1 }], upstream: CHECKED }] }).upstreams[0]! })
    expect([same.isUp(0), same.isUp(1)]).toEqual([false, true])
  })

  test('of many upstreams come in several messages', () => {
    const { serve, told } = start()
    serve(...Array.from({ length: 30 }, (_, n) => ({ name: `u${n}`, ports: Array.from({ length: 100 }, (__, index) => index + 1) })))
    expect(told).toHaveLength(3)
    expect(told.flatMap(({ upstreams }) => upstreams)).toHaveLength(30)
  })
})

describe('an upstream that is marked', () => {
  test('gets its rows while it serves, and who chose among its targets looks again', () => {
    const { serve, targets } = start()
    const { healths: [health] } = serve({ ports: [1, 2], upstream: { healthchecks: null } })
    const before = health!.version()
    targets.track(new Set(['default/shop', 'default/nothing']))
    const target = targets.get('default/shop')!.targets.get('127.0.0.1:2')!
    targets.rows.mark(target.ref, true)
    targets.rows.changed(target.upstream.head)
    expect(health!.version()).not.toBe(before)
    expect([health!.isUp(0), health!.isUp(1)]).toEqual([true, false])
  })

  test('while a snapshot is under way keeps its rows when that one serves', () => {
    const { serve, plan, targets } = start()
    serve({ ports: [1], upstream: { healthchecks: null } })
    const [next] = plan([{ ports: [1, 2], upstream: { healthchecks: null } }])
    targets.track(new Set(['default/shop']))
    const { gone } = targets.commit()
    const target = targets.get('default/shop')!.targets.get('127.0.0.1:2')!
    targets.rows.mark(target.ref, true)
    targets.rows.changed(target.upstream.head)
    expect([gone, next!.isUp(0), next!.isUp(1)]).toEqual([[], true, false])
  })

  test('has its rows in the snapshots after, marked or not, as long as they name it', () => {
    const { serve, marked, targets } = start()
    serve({ ports: [1], upstream: { healthchecks: null } })
    targets.track(new Set(['default/shop']))
    const { healths: [health] } = serve({ ports: [1, 2], upstream: { healthchecks: null } })
    const target = targets.get('default/shop')!.targets.get('127.0.0.1:2')!
    targets.rows.mark(target.ref, true)
    expect([marked.size, health!.isUp(1)]).toEqual([0, false])
  })

  test('before it is named has its rows with the snapshot that names it', () => {
    const { serve, marked, addresses } = start()
    marked.add('default/shop')
    serve({ ports: [1], upstream: { healthchecks: null } }, { name: 'other', ports: [2], upstream: { healthchecks: null } })
    expect(addresses()).toEqual(['127.0.0.1:1'])
  })
})
