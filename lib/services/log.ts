import { pino } from 'pino'
import { redact } from '#lib/snapshot/redact.ts'

/** The little that services say to the log. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>

/** JSON lines on standard output, without private keys, passwords and tokens. */
export const openLog = (): Log =>
  pino({
    name: 'dashboard',
    redact: ['*.password', '*.next', '*.current', '*.token', '*.key', '*.cookie', '*.authorization'],
    serializers: { err: describeError },
  })

/** An error for the log. */
export const describeError = (cause: unknown): { message: string; stack?: string } =>
  cause instanceof Error
    ? { message: redact(cause.message), ...(cause.stack ? { stack: redact(cause.stack) } : {}) }
    : { message: redact(String(cause)) }
