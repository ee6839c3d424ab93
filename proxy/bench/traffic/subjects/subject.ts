import type { Background } from '../background.ts'
import type { Site } from '../site.ts'

/** `profileFolder`: where Sluice leaves a CPU profile when it ends; null: none is taken. */
export type Wishes = { workers: number; profileFolder: string | null }

/** `status`: where Sluice tells how it is. */
export type Started = { background: Background; http: number; https: number; status?: number }

/** A proxy that serves the site, on both ports. */
export type Running = Started & { name: string; version: string; pid: number; variant: string | undefined }

/** A proxy that can be measured. */
export type Subject = {
  name: string
  variant?: string
  /** Null: it is not installed. */
  version(): string | null
  /** Resolves once it accepts connections. @throws {Error} if it does not start */
  start(site: Site, wishes: Wishes): Promise<Started>
}

/** The same proxy with so many workers, as a variant of its own. */
export const withWorkers = (subject: Subject, workers: number): Subject => ({
  ...subject,
  variant: workers === 1 ? '1 worker' : `${workers} workers`,
  start: (site, wishes) => subject.start(site, { ...wishes, workers }),
})
