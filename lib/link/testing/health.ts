import type { HealthChange, HealthReport, Mark, TargetHealth } from '../health.ts'

const TARGET = { workspace: 'default', upstream: 'shop', address: '127.0.0.1:9001' }

export const makeMark = (over: Partial<Mark> = {}): Mark => ({ ...TARGET, state: 'down', at: 1000, actor: 'ada', ...over })

export const makeTargetHealth = (over: Partial<TargetHealth> = {}): TargetHealth => ({ ...TARGET, state: 'up', by: null, since: null, reason: '', ...over })

export const makeChange = (seq: number, over: Partial<HealthChange> = {}): HealthChange => ({
  ...TARGET, seq, at: 1000 + seq, state: 'down', by: 'passive', reason: 'status: 500', ...over,
})

export const makeHealthReport = (over: Partial<HealthReport> = {}): HealthReport => ({
  startedAt: '2026-01-01T00:00:00.000Z', targets: [], leftOut: 0, changes: [], marks: [], ...over,
})
