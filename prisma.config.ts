import path from 'node:path'
import { defineConfig } from 'prisma/config'

// The CLI's own engine is a download; this one is a program beside the schemas.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve('prisma/schema-engine.mjs')
process.env.CHECKPOINT_DISABLE ??= '1'

const url = process.env.DATABASE_URL ?? 'file:./data/sluice.db'
const provider = url.startsWith('file:') ? 'sqlite' : 'postgresql'

export default defineConfig({
  schema: `prisma/${provider}`,
  migrations: { path: `prisma/${provider}/migrations` },
  datasource: { url },
})
