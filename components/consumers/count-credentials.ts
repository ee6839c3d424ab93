import type { Credential } from '#lib/model/credential.ts'

export type CredentialCounts = { passwords: number; keys: number }

export const NO_CREDENTIALS: CredentialCounts = { passwords: 0, keys: 0 }

type Counted = Pick<Credential, 'consumer' | 'type'>

/** How many passwords and keys each consumer has. */
export function countCredentials(credentials: readonly Counted[]): ReadonlyMap<string, CredentialCounts> {
  const counts = new Map<string, CredentialCounts>()
  for (const { consumer, type } of credentials) {
    const { passwords, keys } = counts.get(consumer) ?? NO_CREDENTIALS
    counts.set(consumer, type === 'basicAuth' ? { passwords: passwords + 1, keys } : { passwords, keys: keys + 1 })
  }
  return counts
}
