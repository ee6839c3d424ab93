import { fork } from 'node:child_process'
import path from 'node:path'
import type { Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import type { BeginMessage } from './begin.ts'

export type Beginning = {
  env: Env
  /** Brings the database up to date. Resolves with the setup token, or null once there is an admin. @throws {StartError} */
  migrate(): Promise<string | null>
  /** Ends without migrating. */
  abandon(): void
}

/**
 * Parses the environment, in the process that migrates later.
 * @param onLine is given each line of progress
 * @throws {StartError} naming each variable that has a bad value
 */
export function begin(onLine: (line: string) => void): Promise<Beginning> {
  const child = fork(path.join(import.meta.dirname, 'begin.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
  const parsed = Promise.withResolvers<Beginning>()
  const migrated = Promise.withResolvers<string | null>()
  const refuse = (reason: string) => {
    parsed.reject(new StartError(reason))
    migrated.reject(new StartError(reason))
  }
  // Both are rejected together, and only one of them is awaited at a time.
  migrated.promise.catch(() => {})

  child.on('message', (message: BeginMessage) => {
    if (message.type === 'log') onLine(message.line)
    else if (message.type === 'refused') refuse(message.message)
    else if (message.type === 'migrated') migrated.resolve(message.setupToken)
    else {
      parsed.resolve({
        // IPC drops what is undefined.
        env: message.env,
        migrate: () => {
          child.send('go')
          return migrated.promise
        },
        abandon: () => child.disconnect(),
      })
    }
  })
  child.once('error', (error) => refuse(error.message))
  child.once('exit', (code, signal) => refuse(`The first step of the start ended with ${signal ?? code}`))
  return parsed.promise
}
