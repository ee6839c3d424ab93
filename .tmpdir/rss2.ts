import Database from 'better-sqlite3'
const db = new Database(':memory:'); db.exec('create table t(a text, b text)')
const mem = (s: string) => { globalThis.gc?.(); console.log(s, process.memoryUsage().rss >> 20, 'MiB') }
for (let n = 0; n < 30000; n++) { db.prepare('select * from t where a = ?').bind(['x']).raw().all(); if (n % 100 === 0) await new Promise((r) => setImmediate(r)); if (n % 6000 === 0) mem(String(n)) }
