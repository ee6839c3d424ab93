import path from 'node:path'
import { fileURLToPath } from 'node:url'

export type Provider = 'sqlite' | 'postgresql'

export const providerOf = (url: string): Provider => (url.startsWith('file:') ? 'sqlite' : 'postgresql')

/** The file of a `file:` URL; relative paths are relative to the working directory. */
export function sqliteFile(url: string): string {
  const bare = url.replace(/\?.*$/, '')
  return path.resolve(bare.startsWith('file://') ? fileURLToPath(bare) : bare.slice('file:'.length))
}

/** The URL as it may stand in a log: without its password. */
export const printableUrl = (url: string): string => url.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1:***@')
