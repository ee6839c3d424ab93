import { sharePostgres } from './postgres.ts'

/** A global setup of Vitest: one PostgreSQL for the whole run, started by the first test that wants it. */
export default function setup(): () => Promise<void> {
  return sharePostgres()
}
