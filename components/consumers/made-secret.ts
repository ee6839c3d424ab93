import type { CredentialType } from '#lib/model/credential.ts'

/** A secret that nobody typed, to be shown once. */
export type MadeSecret = { name: string; type: CredentialType; secret: string }

const BYTES = 24

/** 192 bits in characters that stand in headers, addresses and shells as they are. */
export function makeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES))
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_')
}

const KIND_OF_NAME = { basicAuth: 'password', keyAuth: 'key' } as const satisfies Record<CredentialType, string>

/** A name for the next credential of a consumer: `anna-key`, then `anna-key-2`. */
export function freeName(consumer: string, type: CredentialType, taken: readonly string[]): string {
  const first = `${consumer}-${KIND_OF_NAME[type]}`
  if (!taken.includes(first)) return first
  let number = 2
  while (taken.includes(`${first}-${number}`)) number++
  return `${first}-${number}`
}
