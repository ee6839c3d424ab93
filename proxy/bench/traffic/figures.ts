import type { FigureName, TrafficFigures } from '../case.ts'
import { medianOf, type Round } from './rounds.ts'

const rounded = (value: number | undefined, digits: number): number | undefined =>
  value === undefined ? undefined : Number(value.toFixed(digits))

/** Leaves out what was not measured. */
const known = (figures: { [Name in FigureName]?: number | undefined }): TrafficFigures =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined))

/** The figures of a subject: medians of its rounds, and all errors. */
export const figuresOf = (rounds: readonly Round[]): TrafficFigures =>
  known({
    cpuMicrosPerRequest: rounded(medianOf(rounds, ({ cpuMicros, requests }) => cpuMicros && cpuMicros / requests), 2),
    requestsPerSecond: rounded(medianOf(rounds, ({ requests, seconds }) => requests / seconds), 1),
    p50Ms: rounded(medianOf(rounds, ({ p50Ms }) => p50Ms), 3),
    p99Ms: rounded(medianOf(rounds, ({ p99Ms }) => p99Ms), 3),
    rssMiB: rounded(medianOf(rounds, ({ rssMiB }) => rssMiB), 1),
    errors: rounds.reduce((total, { errors }) => total + errors, 0),
  })

/** CPU milliseconds of a subject for each GiB that its clients read. */
export const cpuPerGiB = (rounds: readonly Round[]): TrafficFigures =>
  known({ cpuMsPerGiB: rounded(medianOf(rounds, ({ cpuMicros, bytes }) => cpuMicros && cpuMicros / 1000 / (bytes / 2 ** 30)), 1) })
