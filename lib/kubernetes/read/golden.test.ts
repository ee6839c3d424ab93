import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { KIND_NAMES, KINDS } from '#lib/model/kinds.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import type { Target } from '#lib/model/upstream.ts'
import { makeCanary, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { readMemo, type Reading } from './read-cluster.ts'
import { clusterFrom, readAll } from './testing/cluster-objects.ts'

/**
 * Each folder holds a cluster as people write it (`in.yaml`) and what is read of it (`out.yaml`): fields with their default
 * value are left out, and so are private keys. A V1Service with a selector gets two pods without being asked; what has no
 * time is a second younger than the object before it. Folders `nginx-*` are of the dialect `nginx`. After a change that is meant:
 *   UPDATE=1 npx vitest run lib/kubernetes/read/golden.test.ts
 */
const GOLDEN = path.join(import.meta.dirname, 'golden')

const DEFAULTS: Record<string, object> = {
  routes: makeRoute({ hosts: ['x.test'] }),
  services: makeService(),
  upstreams: makeUpstream({ targets: [] }),
  canaries: makeCanary({ weight: 0 }),
  certificates: { tags: [] },
  consumers: { enabled: true, tags: [] },
  credentials: { enabled: true, tags: [] },
}

const targetText = ({ host, port, weight }: Target) => `${host} ${port}${weight === 100 ? '' : ` weight ${weight}`}`

/** What only the cluster knows, without what goes without saying. */
const told = (kubernetes: object) =>
  Object.fromEntries(Object.entries(kubernetes).filter(([, value]) => value !== 'ClusterIP' && value !== false && !isDeepStrictEqual(value, [])))

function brief(kind: string, { object, source }: Declared<object>) {
  const defaults = DEFAULTS[kind] as Record<string, unknown>
  const fields = Object.entries(object).filter(([field, value]) => {
    if (field === 'name' || field === 'key' || field === 'cert') return false
    if (field === 'upstream' || field === 'service' || field === 'route') return true
    if (field === 'targets') return true
    return JSON.stringify(value) !== JSON.stringify(defaults[field])
  })
  const short = (field: string, value: unknown) => (field === 'targets' ? (value as Target[]).map(targetText) : field === 'kubernetes' ? told(value as object) : value)
  const { origin } = source
  return { from: `${origin?.kind} ${origin?.namespace}/${origin?.name}`, ...Object.fromEntries(fields.map(([field, value]) => [field, short(field, value)])) }
}

function toText({ config, wanted, ours }: Reading): string {
  const objects = Object.fromEntries(
    KIND_NAMES.filter((kind) => kind in DEFAULTS && config[kind].length > 0).map((kind) => [
      kind,
      Object.fromEntries(config[kind].map((declared) => [declared.object.name, brief(kind, declared)])),
    ]),
  )
  const diagnostics = (config.diagnostics ?? []).map(({ source, params: _, ...rest }) => ({
    ...rest,
    source: `${source.kind} ${source.namespace ? `${source.namespace}/` : ''}${source.name}`,
  }))
  const served = ours.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  return stringify(
    { served, ...objects, wanted: [...wanted.secrets, ...wanted.configMaps].sort(), diagnostics },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )
}

/** A default backend is the one route that matches by nothing, which nobody could declare by hand. */
const matchesByNothing = (object: object) => 'paths' in object && 'hosts' in object && [object.paths, object.hosts].flat().length === 0

describe.each(readdirSync(GOLDEN))('read %s', (name) => {
  const dialect = name.startsWith('nginx-') ? 'nginx' : 'sluice'
  const reading = readAll(clusterFrom(readFileSync(path.join(GOLDEN, name, 'in.yaml'), 'utf8')), readMemo(), dialect)

  test('gives what it gave', () => {
    const file = path.join(GOLDEN, name, 'out.yaml')
    const text = toText(reading)
    if (process.env['UPDATE'] !== undefined) writeFileSync(file, text)
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(text)
  })

  test('gives objects of our model, and says nothing of keys', () => {
    for (const kind of KIND_NAMES) {
      for (const { object } of reading.config[kind]) {
        const issues = KINDS[kind].safeParse(object).error?.issues ?? []
        expect(issues.filter(({ path: at }) => !(at[0] === 'hosts' && matchesByNothing(object)))).toEqual([])
      }
    }
    expect(JSON.stringify(reading.config.diagnostics)).not.toContain('BEGIN')
  })
})
