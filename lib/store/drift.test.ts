import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { describeDatabases } from '#lib/testing/database.ts'

const ROOT = path.join(import.meta.dirname, '../..')

describeDatabases((database, provider) => {
  test('the migrations make what the models describe', { timeout: 60_000 }, () => {
    const cli = path.join(ROOT, 'node_modules/prisma/build/index.js')
    const node = path.join(ROOT, 'node_modules/.bin/node')
    const diff = ['migrate', 'diff', '--from-config-datasource', '--to-schema', `prisma/${provider}`, '--exit-code']
    const env = { ...process.env, DATABASE_URL: database().databaseUrl, PATH: `${path.dirname(node)}:${process.env.PATH}` }
    const { status, stdout, stderr } = spawnSync(node, [cli, ...diff], { cwd: ROOT, encoding: 'utf8', env })
    expect({ status, stdout, stderr: status === 0 ? '' : stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('No difference detected'),
    })
  })
})
