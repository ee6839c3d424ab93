import { mkdtempSync } from 'node:fs'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'
import { makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { startPostgres } from '#lib/testing/postgres.ts'
const pg = process.argv[2] === 'pg' ? await startPostgres() : null
const dir = mkdtempSync('/tmp/gen/b-')
const env = { dataDir: dir, databaseUrl: pg ? await pg.createDatabase() : `file:${dir}/sluice.db`, secretKeys: ['0123456789abcdef'] }
const time = async <T>(name: string, f: () => Promise<T>) => { const t = performance.now(); const r = await f(); console.log(name, (performance.now() - t).toFixed(1), 'ms'); return r }
await time('migrate', () => migrateDatabase(env, console.log))
const db = await time('open', () => openDatabase(env))
const store = await db.stores.open('default')
const N = 10000
const put = (kind: any, object: any) => ({ op: 'put' as const, kind, name: object.name, object, expect: 'any' })
await time('commit 3', () => store.commit({ actor: 'a', comment: '', writes: [put('upstreams', makeUpstream()), put('services', makeService())] }))
const routes = Array.from({ length: N }, (_, i) => makeRoute({ name: `r${i}`, hosts: [`h${i}.shop.test`], paths: [{ type: 'prefix', value: '/' }] }))
await time('commit 10k', () => store.commit({ actor: 'a', comment: '', writes: routes.map((r) => put('routes', r)) }))
for (let i = 0; i < 5; i++) await time('read', () => store.read())
for (let i = 0; i < 8; i++) await time('commit one', () => store.commit({ actor: 'a', comment: '', writes: [put('routes', { ...routes[5], regexPriority: i + 1 })] }))
for (let i = 0; i < 3; i++) await time('noop', () => store.commit({ actor: 'a', comment: '', writes: [put('routes', { ...routes[5], regexPriority: 8 })] }))
for (let i = 0; i < 3; i++) await time('head', () => store.head())
for (let i = 0; i < 3; i++) await time('list', () => store.list('routes', {}))
for (let i = 0; i < 3; i++) await time('list host:', () => store.list('routes', { q: 'host:h77 shop' }))
for (let i = 0; i < 3; i++) await time('list -updatedAt', () => store.list('routes', { sort: { field: 'updatedAt', descending: true } }))
for (let i = 0; i < 2; i++) await time('list names 5000', () => store.list('routes', { names: routes.slice(0, 5000).map((r) => r.name) }))
for (let i = 0; i < 3; i++) await time('get', () => store.get('routes', 'r5'))
await time('revisions', () => store.revisions({ limit: 5 }))
await time('revisions of r5', () => store.revisions({ kind: 'routes', name: 'r5' }))
await time('delete upstream', () => store.commit({ actor: 'a', comment: '', writes: [{ op: 'delete', kind: 'services', name: 'shop', expect: 'any' }] }).catch((e) => console.log(e.message)))
console.log(process.memoryUsage().rss >> 20, 'MiB')
await db.close(); await pg?.stop()
