import pg from 'pg'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'
import { makeUpstream } from '#lib/testing/factories.ts'
import { startPostgres } from '#lib/testing/postgres.ts'
const server = await startPostgres()
const env = { dataDir: '/tmp/gen', databaseUrl: await server.createDatabase(), secretKeys: ['0123456789abcdef'] }
await migrateDatabase(env, () => {})
const db = await openDatabase(env)
const store = await db.stores.open('default')
const stop = await db.stores.watch((w) => console.log('changed', w))
const admin = new pg.Client({ connectionString: env.databaseUrl }); await admin.connect()
for (let i = 0; i < 3; i++) {
  await Promise.all([store.head(), store.head(), store.head()])
  const inflight = store.commit({ actor: 'a', comment: '', writes: Array.from({ length: 3000 }, (_, n) => ({ op: 'put' as const, kind: 'upstreams' as const, name: `u${n}`, object: makeUpstream({ name: `u${n}`, tags: [`t${i}`] }), expect: 'any' })) }).then((c) => console.log('commit', c.revision), (e) => console.log('commit failed', e.code, e.message.slice(-120)))
  await new Promise((r) => setTimeout(r, 100))
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()`)
  await inflight
  console.log('head', await store.head().catch((e) => 'head failed ' + e.code))
  console.log('head', await store.head().catch((e) => 'head failed ' + e.code))
}
await admin.end(); await stop(); await db.close(); await server.stop()
