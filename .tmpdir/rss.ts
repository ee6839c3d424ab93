import { migrateDatabase } from '#lib/store/migrate.ts'
const mem = (s: string) => { globalThis.gc?.(); console.log(s, process.memoryUsage().rss >> 20, 'MiB') }
mem('start')
const { openDatabase } = await import('#lib/store/open.ts')
const { makeUpstream } = await import('#lib/testing/factories.ts')
mem('imports')
const env = { dataDir: '/tmp/gen', databaseUrl: `file:/tmp/gen/rss-${process.pid}.db`, secretKeys: ['0123456789abcdef'] }
await migrateDatabase(env, () => {})
const t = performance.now()
const db = await openDatabase(env)
console.log('open', (performance.now() - t).toFixed(0), 'ms')
mem('open')
const store = await db.stores.open('default')
for (let n = 0; n < 2400; n++) { await store.commit({ actor: 'a', comment: '', writes: [{ op: 'put', kind: 'upstreams', name: 'shop', object: makeUpstream({ tags: [`t${n}`] }), expect: 'any' }] }); await store.list("routes", {}); await new Promise((r) => setImmediate(r)); if (n % 400 === 0) { mem(String(n)); const m = process.memoryUsage(); console.log(m.heapUsed >> 20, m.external >> 20, m.arrayBuffers >> 20) } }
mem('100 commits')
await db.close()
