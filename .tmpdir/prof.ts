import { mkdtempSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'
import { makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
const dir = mkdtempSync('/tmp/gen/b-')
const env = { dataDir: dir, databaseUrl: `file:${dir}/sluice.db`, secretKeys: ['0123456789abcdef'] }
await migrateDatabase(env, console.log)
const db = await openDatabase(env)
const store = await db.stores.open('default')
const put = (kind: any, object: any) => ({ op: 'put' as const, kind, name: object.name, object, expect: 'any' })
await store.commit({ actor: 'a', comment: '', writes: [put('upstreams', makeUpstream()), put('services', makeService())] })
const routes = Array.from({ length: 10000 }, (_, i) => makeRoute({ name: `r${i}`, hosts: [`h${i}.shop.test`], paths: [{ type: 'prefix', value: '/' }] }))
const s = new Session(); s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.start')
await store.commit({ actor: 'a', comment: '', writes: routes.map((r) => put('routes', r)) })
const { profile } = await s.post('Profiler.stop')
const self = new Map<string, number>(); const dt = profile.timeDeltas!; const byId = new Map(profile.nodes.map(n => [n.id, n]))
profile.samples!.forEach((id, i) => { const n = byId.get(id)!.callFrame; const k = n.functionName + ' ' + n.url.split('/').slice(-2).join('/') + ':' + n.lineNumber; self.set(k, (self.get(k) ?? 0) + dt[i]!) })
console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 22).map(([k, v]) => (v / 1000).toFixed(0) + ' ' + k).join('\n'))
await db.close()
