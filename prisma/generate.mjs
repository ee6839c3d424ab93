// Generates both clients. Plain JavaScript, as it runs before anything else is there.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const cli = path.join(root, 'node_modules/prisma/build/index.js')
const urls = { sqlite: 'file:./data/sluice.db', postgresql: 'postgresql://localhost/sluice' }

for (const [provider, url] of Object.entries(urls)) {
  const run = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1' },
  })
  if (run.status !== 0) {
    console.error(`${run.stdout}${run.stderr}Prisma could not generate the client for ${provider}`)
    process.exit(1)
  }
}
