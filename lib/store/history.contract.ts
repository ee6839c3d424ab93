import { describe, expect, test } from 'vitest'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { makeRoute, makeUpstream } from '#lib/testing/factories.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import type { RowStore } from './row-store.ts'
import type { ManifestChange } from './store.ts'

const WEB: KubernetesRef = { kind: 'Ingress', namespace: 'shop', name: 'web' }
const API: KubernetesRef = { kind: 'Ingress', namespace: 'shop', name: 'api' }
const PAIR: KubernetesRef = { kind: 'Secret', namespace: 'shop', name: 'pair' }

const manifest = ({ kind, namespace, name }: KubernetesRef, said: string): RawObject =>
  kind === 'Secret' ? { apiVersion: 'v1', kind, metadata: { namespace, name }, data: { said } } : { apiVersion: 'networking.k8s.io/v1', kind, metadata: { namespace, name }, spec: { said } }

const written = (ref: KubernetesRef, before: string | null, after: string | null): ManifestChange => ({
  ref,
  before: before === null ? null : manifest(ref, before),
  after: after === null ? null : manifest(ref, after),
})

/** What every `RowStore` does for objects that are no rows. */
export function historyContract(stores: () => { store: RowStore; other: RowStore }): void {
  const record = (...manifests: ManifestChange[]) => stores().store.record({ actor: 'kubectl-edit', comment: '', changes: [], manifests })

  describe('revisions of what lives elsewhere', () => {
    test('are counted among the others, and touch no row', async () => {
      const { store, other } = stores()
      await store.commit({ actor: 'anna', comment: '', writes: [{ op: 'put', kind: 'upstreams', name: 'shop', object: makeUpstream(), expect: 'any' }] })
      const changes = [{ kind: 'routes' as const, name: 'shop', before: null, after: makeRoute() }]
      const numbers = await Promise.all([store, other].map((one) => one.record({ actor: 'kubectl-edit', comment: 'by hand', changes, manifests: [written(WEB, null, 'one')] })))
      expect(numbers.toSorted()).toEqual([2, 3])
      expect(await other.revision(2)).toEqual({
        number: 2, at: expect.any(String) as string, actor: 'kubectl-edit', comment: 'by hand', changes, manifests: [written(WEB, null, 'one')],
      })
      expect((await store.revision(1))!.manifests).toBeUndefined()
      expect([await other.head(), await other.get('routes', 'shop'), (await other.read()).routes]).toEqual([3, null, []])
      expect((await other.revisions({ kind: 'routes', name: 'shop' })).items.map(({ number }) => number)).toEqual([3, 2])
    })

    test('are listed also where they changed no object of ours', async () => {
      await record(written(WEB, 'one', 'two'))
      const { items, total } = await stores().other.revisions({})
      expect([items[0]!.manifests, items[0]!.changes, total]).toEqual([[written(WEB, 'one', 'two')], [], 1])
    })

    test('give back what a Secret held', async () => {
      await record(written(PAIR, 'old pair', 'new pair'))
      expect((await stores().other.revision(1))!.manifests).toEqual([written(PAIR, 'old pair', 'new pair')])
    })

    test('tell how everything was right after one of them', async () => {
      await record(written(WEB, 'web 0', 'web 1'), written(PAIR, null, 'pair 1'))
      await record(written(API, 'api 1', 'api 2'))
      await record(written(WEB, 'web 1', 'web 3'), written(PAIR, 'pair 1', null))
      await record(written(WEB, 'web 3', 'web 4'))
      const { other } = stores()
      const at = async (number: number) => Object.fromEntries((await other.manifestsAt(number)).map(({ ref, object }) => [ref.name, object]))
      expect(await at(1)).toEqual({ web: manifest(WEB, 'web 1'), pair: manifest(PAIR, 'pair 1'), api: manifest(API, 'api 1') })
      expect(await at(2)).toEqual({ web: manifest(WEB, 'web 1'), pair: manifest(PAIR, 'pair 1'), api: manifest(API, 'api 2') })
      expect(await at(3)).toEqual({ web: manifest(WEB, 'web 3'), pair: null })
      expect(await at(4)).toEqual({ web: manifest(WEB, 'web 4') })
    })

    test('tell it of one object, also where that was written before', async () => {
      await record(written(WEB, null, 'web 1'))
      await record(written(API, null, 'api 2'))
      await record(written(WEB, 'web 1', 'web 3'))
      const { other } = stores()
      const at = async (number: number, ref: KubernetesRef) => (await other.manifestsAt(number, ref)).map(({ object }) => object)
      expect(await at(2, WEB)).toEqual([manifest(WEB, 'web 1')])
      expect(await at(1, API)).toEqual([null])
      expect(await at(3, API)).toEqual([manifest(API, 'api 2')])
      expect(await at(3, PAIR)).toEqual([])
    })

    test('know which of them wrote an object last', async () => {
      await record(written(WEB, null, 'web 1'))
      await record(written(WEB, 'web 1', null), written(API, null, 'api 2'))
      expect(await stores().other.lastManifest(WEB)).toMatchObject({ number: 2, change: written(WEB, 'web 1', null) })
      expect(await stores().other.lastManifest(PAIR)).toBeNull()
    })
  })
}
