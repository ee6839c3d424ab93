import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { Route } from '#lib/model/route.ts'
import { CANARY_ANNOTATIONS } from '../annotations/canary.ts'
import { DEFINITIONS } from '../annotations/known.ts'
import { readMemo } from '../read/read-cluster.ts'
import { readAll } from '../read/testing/cluster-objects.ts'
import { applyJsonPatch } from './send/apply-json-patch.ts'
import { cellsOf, hostOf, type RawSpec } from './ingress/cells.ts'
import { jsonPatch } from './send/json-patch.ts'
import { keptForm } from './verify/kept-form.ts'
import { namesOf } from './ingress/open-ingress.ts'
import { arbitraryEdit, arbitraryForeignObjects, type RandomEdit } from './testing/random-edits.ts'
import { planned, writeWorld, type Manifests, type Planned, type WriteWorld } from './testing/write-world.ts'
import { refKey, type Edit, type RawObject, type Wanted } from './types.ts'

/** How many edits are written: `RANDOM_EDITS=10000 npx vitest run --project all lib/kubernetes/write/random-edits.test.ts` */
const EDITS = Number(process.env['RANDOM_EDITS'] ?? 200)
const EDITS_A_CLUSTER = 8
// Others are refused, or are none.
const WRITTEN_A_CLUSTER = 3
const PREFIX = 'sluice.dev/'

const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

const tryParse = <T>(schema: { safeParse(value: unknown): { data?: T } }, value: unknown): T | undefined => schema.safeParse(value).data

/** The words of an edit are of the namespace `a`. */
const inNamespace = <T>(value: T, namespace: string): T => JSON.parse(JSON.stringify(value).replaceAll('"a.', `"${namespace}.`), (_, one) => one) as T

/** What an edit asks for; null: nobody could, as with a form that shows an error. */
function wantedBy({ reading: { config } }: WriteWorld, edit: RandomEdit): Wanted[] | null {
  const route = at(config.routes, edit.pick)?.object
  if (edit.do === 'create') {
    const change = inNamespace(edit.change, edit.name.slice(0, 1))
    const bare = change.kubernetes?.defaultBackend ? { hosts: [], paths: [] } : {}
    const object = tryParse(Route, { service: `${edit.name[0]}.shop.80`, hosts: ['new.test'], paths: [{ type: 'prefix', value: '/' }], ...change, ...bare, name: edit.name })
    return object && !config.routes.some(({ object: { name } }) => name === edit.name) ? [{ kind: 'routes', name: edit.name, object }] : null
  }
  if (!route) return null
  const { name } = route
  const canary = config.canaries.find(({ object }) => object.name === name)?.object
  if (edit.do === 'edit') {
    const change = inNamespace(edit.change, name.slice(0, 1))
    const isDefault = 'kubernetes' in edit.change ? change.kubernetes?.defaultBackend : route.kubernetes?.defaultBackend
    const bare = isDefault ? { hosts: [], paths: [], kubernetes: { defaultBackend: true } } : {}
    const object = tryParse(Route, { ...route, ...change, ...('kubernetes' in edit.change ? { kubernetes: change.kubernetes } : {}), ...bare })
    return object ? [{ kind: 'routes', name, object }] : null
  }
  if (edit.do === 'delete') return [{ kind: 'routes', name, object: null }]
  if (edit.do === 'split') {
    const object = tryParse(Canary, { ...canary, name, route: name, ...inNamespace(edit.change, name.slice(0, 1)) })
    return object ? [{ kind: 'canaries', name, object }] : null
  }
  if (!canary) return null
  if (edit.do === 'join') return [{ kind: 'canaries', name, object: null }]
  return [
    { kind: 'routes', name, object: { ...route, service: canary.service } },
    { kind: 'canaries', name, object: { ...canary, state: 'promoted', endedAt: '2026-02-01T12:00:00.000Z' } },
  ]
}

/** Annotations that may change with a wanted object, by what of it is another than before. */
function touchedAnnotations(wanted: Wanted, before: Route | undefined): Set<string> {
  if (wanted.kind === 'canaries') return new Set(CANARY_ANNOTATIONS.map(({ name }) => PREFIX + name))
  if (wanted.kind !== 'routes' || !wanted.object) return new Set()
  const old = before ? keptForm('routes', before) : {}
  const now = keptForm('routes', wanted.object)
  const fields = new Set(Object.keys({ ...old, ...now }).filter((field) => !isDeepStrictEqual(old[field], now[field])))
  const isTouched = ({ part, path }: (typeof DEFINITIONS)[number]) => {
    if (part === 'ingress') return fields.has('paths') || fields.has('rewriteTarget')
    if (part === 'filters') return fields.has('filters')
    // One field may be refused for the sake of another.
    return part === 'route' && (fields.has(path[0]!) || (path[0] === 'filters' && fields.has('rewriteTarget')) || (path[0] === 'rewriteTarget' && fields.has('filters')))
  }
  return new Set(DEFINITIONS.filter(isTouched).map(({ name }) => PREFIX + name))
}

const without = (object: object, ...names: string[]) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
const json = (value: unknown) => JSON.stringify(value)

/** Each path of an Ingress with the name of its route, and what is around it. */
function itemsOf(raw: RawObject) {
  const ref = { kind: 'Ingress', namespace: raw.metadata.namespace!, name: raw.metadata.name }
  const cells = cellsOf(raw['spec'] as RawSpec)
  const names = namesOf(ref, cells)
  return cells.map((cell, place) => ({ name: names[place]!, host: hostOf(cell), item: cell.item, rule: cell.rule && without(cell.rule, 'host', 'http') }))
}

/** Holds that everything that nobody asked to change is, byte for byte, as it was. */
function expectUntouched({ before, after }: Edit, result: Planned, wanted: readonly Wanted[], world: WriteWorld, isPromoted: boolean) {
  if (!before || !after) return
  const routeOf = (name: string) => world.reading.config.routes.find(({ object }) => object.name === name)?.object
  const touched = new Set(wanted.flatMap((one) => [...touchedAnnotations(one, routeOf(one.name))]))
  const others = (raw: RawObject) => json(Object.entries(raw.metadata.annotations ?? {}).filter(([key]) => !touched.has(key)))
  expect(others(after)).toBe(others(before))
  expect(json(without(after.metadata, 'annotations'))).toBe(json(without(before.metadata, 'annotations')))
  expect(json(without(after, 'metadata', 'spec'))).toBe(json(without(before, 'metadata', 'spec')))
  const [old, now] = [before['spec'] as RawSpec, after['spec'] as RawSpec]
  expect(json(without(now, 'rules', 'tls', 'defaultBackend'))).toBe(json(without(old, 'rules', 'tls', 'defaultBackend')))
  const bare = ({ rules }: RawSpec) => json((rules ?? []).filter(({ http }) => !http))
  expect(bare(now)).toBe(bare(old))
  const asked = new Map(wanted.flatMap((one) => (one.kind === 'routes' ? [[one.name, one.object] as const] : [])))
  const got = new Set(wanted.flatMap(({ kind }, index) => (kind === 'routes' ? [result.names.get(index) ?? ''] : [])))
  const carried = itemsOf(before).filter(({ name }) => !asked.has(name))
  const kept = itemsOf(after).filter(({ name }) => !got.has(name))
  const shown = ({ item, host, rule }: (typeof kept)[number]) => json([host, item && (isPromoted ? without(item, 'backend') : item), rule])
  expect(kept.map(shown)).toEqual(carried.map(shown))
  const isTls = [...asked].some(([name, object]) => {
    const route = routeOf(name)
    return !object || !route || !isDeepStrictEqual([object.hosts, object.kubernetes], [route.hosts, route.kubernetes])
  })
  if (!isTls) expect(json(now.tls)).toBe(json(old.tls))
  wanted.forEach(({ kind, name, object }, index) => {
    if (kind !== 'routes' || !object) return
    const [from, to] = [itemsOf(before).find((one) => one.name === name)?.item, itemsOf(after).find((one) => one.name === result.names.get(index))?.item]
    const route = routeOf(name)
    if (!from || !to || !route) return
    expect(json(without(to, 'path', 'pathType', 'backend'))).toBe(json(without(from, 'path', 'pathType', 'backend')))
    if (object.service === route.service) expect(json(to.backend)).toBe(json(from.backend))
    if (isDeepStrictEqual(object.paths, route.paths)) expect([to.path, to.pathType]).toEqual([from.path, from.pathType])
  })
}

/** Reads it all anew, with nothing kept of before. */
function expectKept(result: Planned, wanted: readonly Wanted[]) {
  const { config } = readAll(result.objects, readMemo())
  wanted.forEach(({ kind, name, object }, index) => {
    if (!object || (kind !== 'routes' && kind !== 'canaries')) return
    const read = config[kind].find((one) => one.object.name === (result.names.get(index) ?? name))?.object
    const form = (one: object) => without(keptForm(kind, one as never), 'name', 'route', ...(kind === 'routes' && !(object as Route).kubernetes?.certificate ? ['certificate'] : []))
    expect(read && form(read)).toEqual(form(object))
  })
}

function applied(manifests: Manifests, edits: readonly Edit[]): Manifests {
  const keys = new Map(edits.map((edit) => [refKey(edit.ref), edit]))
  const keyOf = ({ kind, metadata }: Manifests[number]) => refKey({ kind, namespace: metadata.namespace, name: metadata.name })
  const stored = ({ after }: Edit, place: number) => ({
    uid: `uid-n${place}`, resourceVersion: '1', creationTimestamp: '2026-02-01T00:00:00Z', ...after!.metadata,
  })
  const kept = manifests.flatMap((one): Manifests => {
    const edit = keys.get(keyOf(one))
    return edit ? (edit.after ? [edit.after as unknown as Manifests[number]] : []) : [one]
  })
  const fresh = edits.filter(({ before, after }) => !before && after)
  return [...kept, ...fresh.map((edit, place) => ({ ...edit.after, metadata: stored(edit, place) }) as unknown as Manifests[number])]
}

const everything = ({ reading: { config } }: WriteWorld): Wanted[] => [
  ...config.routes.map(({ object }): Wanted => ({ kind: 'routes', name: object.name, object })),
  ...config.canaries.map(({ object }): Wanted => ({ kind: 'canaries', name: object.name, object })),
]

describe('random edits of random Ingresses', () => {
  test(
    `about ${EDITS} of them lose nothing`,
    () => {
      const counts = { written: 0, unchanged: 0, refused: 0, none: 0 }
      const reasons = new Map<string, number>()
      const runs = Math.ceil(EDITS / WRITTEN_A_CLUSTER)
      fc.assert(
        fc.property(arbitraryForeignObjects, fc.array(arbitraryEdit, { minLength: EDITS_A_CLUSTER, maxLength: EDITS_A_CLUSTER }), (objects, edits) => {
          let manifests = objects
          for (const edit of edits) {
            const world = writeWorld(manifests)
            const wanted = wantedBy(world, edit)
            if (!wanted) {
              counts.none += 1
              continue
            }
            const frozen = json(manifests)
            const result = planned(world, wanted, { allowShared: 'allowShared' in edit && edit.allowShared })
            expect(json(manifests)).toBe(frozen)
            const issues = [...result.issues, ...result.verified]
            if (issues.length > 0) {
              counts.refused += 1
              for (const { code, path, message } of issues) {
                expect(message).not.toMatch(/could not be found/)
                const key = `${code} ${path.join('.')} ${message.replace(/[ab]\.\S+|[ab]\/\S+|"[^"]*"/g, '…').slice(0, 70)}`
                reasons.set(key, (reasons.get(key) ?? 0) + 1)
              }
              continue
            }
            expect(result.edits.every(({ ref }) => result.refs.some((known) => refKey(known) === refKey(ref)))).toBe(true)
            for (const one of result.edits) {
              expectUntouched(one, result, wanted, world, edit.do === 'promote')
              // What is sent for an object of others makes the same of it.
              if (one.before && one.after) expect(applyJsonPatch(one.before, jsonPatch(one.before, one.after))).toEqual(one.after)
            }
            expectKept(result, wanted)
            counts[result.edits.length > 0 ? 'written' : 'unchanged'] += 1
            manifests = applied(manifests, result.edits)
          }
        }),
        { numRuns: runs },
      )
      if (process.env['RANDOM_EDITS']) console.log(counts, [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 40))
      // How many of a cluster's can be written is chance; none at all would prove nothing.
      expect(counts.written).toBeGreaterThan(EDITS / 2)
    },
    EDITS * 1000 + 60_000,
  )

  test('writing what was read changes nothing', () => {
    fc.assert(
      fc.property(arbitraryForeignObjects, (objects) => {
        const world = writeWorld(objects)
        for (const one of everything(world)) {
          const result = planned(world, [one])
          expect([result.edits, result.issues, result.verified]).toEqual([[], [], []])
        }
        const all = planned(world, everything(world))
        expect([all.edits, all.issues, all.verified]).toEqual([[], [], []])
      }),
      { numRuns: Math.ceil(EDITS / 4) },
    )
  }, EDITS * 1000 + 60_000)
})
