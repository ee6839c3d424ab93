import { createHash } from 'node:crypto'
import type { CompiledConsumer } from '#lib/snapshot/snapshot.ts'

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')

type Given = { workspace?: string; customId?: string; password?: string; key?: string }

/** A consumer as a snapshot has it; its credentials are named after it. */
export const makeConsumer = (name: string, { workspace = 'default', customId, password, key }: Given): CompiledConsumer => ({
  workspace,
  name,
  customId: customId ?? null,
  passwords: password === undefined ? [] : [{ credential: `${name}-password`, digest: digest(`${name}:${password}`) }],
  keys: key === undefined ? [] : [{ credential: `${name}-key`, digest: digest(key) }],
})

/** The value of Authorization (RFC 7617). */
export const basicOf = (name: string, password: string): string => `Basic ${Buffer.from(`${name}:${password}`, 'utf8').toString('base64')}`
