/** SQLite: the file cannot be opened or read, or the disk is full. */
const SQLITE = /^SQLITE_(CANTOPEN|IOERR|FULL|READONLY|BUSY|NOTADB)/
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])
/** Prisma: unreachable, timed out, connection closed, no transaction started in time. */
const PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'])
/** PostgreSQL: classes 08 (connection) and 57P (shut down, starting up), and 53300 (too many connections). */
const POSTGRES = /^(08\w{3}|57P\d\d|53300)$/

const isSign = (code: unknown): boolean =>
  typeof code === 'string' && (SQLITE.test(code) || NETWORK.has(code) || PRISMA.has(code) || POSTGRES.test(code))

/** Whether an error says that the database does not answer, rather than that we asked something wrong. */
export function isDatabaseAway(cause: unknown, depth = 0): boolean {
  if (typeof cause !== 'object' || cause === null || depth > 4) return false
  const { code, originalCode, meta } = cause as { code?: unknown; originalCode?: unknown; meta?: { driverAdapterError?: unknown } }
  if (isSign(code) || isSign(originalCode)) return true
  return isDatabaseAway((cause as { cause?: unknown }).cause, depth + 1) || isDatabaseAway(meta?.driverAdapterError, depth + 1)
}
