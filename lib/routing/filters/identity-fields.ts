import type { FieldEdits } from './edits.ts'
import type { Identity } from './credentials.ts'

/** Fields that tell a target who was authenticated (Kong `constants.HEADERS`), in lower case. */
const IDENTITY_FIELDS = ['x-consumer-id', 'x-consumer-username', 'x-consumer-custom-id', 'x-credential-identifier', 'x-anonymous-consumer']

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * Finds the lines of fields that a client must not be able to write, also where it writes "_" for "-": to CGI applications
 * both are one name.
 */
export const forgeable = (names: readonly string[]): RegExp =>
  new RegExp(`^(?:${names.map((name) => escaped(name).replace(/[-_]/g, '[-_]')).join('|')}):[^\\n]*\\n`, 'gim')

/** @param hidden names of further fields that the target does not see */
export const identityDrops = (hidden: readonly string[]): RegExp => forgeable([...IDENTITY_FIELDS, ...hidden])

/** Text as the bytes of its UTF-8, each a character: so heads are written. */
export const wireText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** What the target is told. A consumer is known by its name; whatever the client said about that is dropped. */
export function identityEdits({ consumer, credential }: Identity, drops: RegExp): FieldEdits {
  const custom = consumer.customId === null ? '' : `X-Consumer-Custom-ID: ${wireText(consumer.customId)}\r\n`
  const names = `X-Consumer-ID: ${consumer.name}\r\nX-Consumer-Username: ${consumer.name}\r\n`
  return { drops, lines: `${names}${custom}X-Credential-Identifier: ${credential}\r\n` }
}
