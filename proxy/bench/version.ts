import { readFileSync } from 'node:fs'

/** Our own version, from package.json. */
export const ownVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
