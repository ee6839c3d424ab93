import { openDatabase } from '#lib/store/open.ts'
import { makeUpstream } from './factories.ts'

// A process of its own that writes one upstream after the other, and says each one's name once it was acknowledged.
const [databaseUrl, dataDir, prefix, count] = process.argv.slice(2) as [string, string, string, string]
const { stores, close } = await openDatabase({ databaseUrl, dataDir, secretKeys: ['first key of the tests'] })
const store = await stores.open('default')
for (let n = 0; n < Number(count); n++) {
  const name = `${prefix}-${n}`
  const object = makeUpstream({ name })
  await store.commit({ actor: prefix, comment: '', writes: [{ op: 'put', kind: 'upstreams', name, object, expect: 'absent' }] })
  process.stdout.write(`${name}\n`)
}
await close()
