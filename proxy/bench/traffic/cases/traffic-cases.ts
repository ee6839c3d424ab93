import type { BenchCase } from '../../case.ts'
import { CHURN } from './churn.ts'
import { HANDSHAKES } from './handshakes.ts'
import { IDLE } from './idle.ts'
import { LOAD_CASES } from './load-case.ts'
import { P99 } from './p99.ts'
import { RATE_LIMIT } from './rate-limit.ts'
import { RELOAD } from './reload.ts'
import { SLOW_READERS } from './slow-readers.ts'
import { WORKERS } from './workers.ts'

export const TRAFFIC_CASES: BenchCase[] = [...LOAD_CASES, HANDSHAKES, IDLE, WORKERS, P99, RATE_LIMIT, RELOAD, SLOW_READERS, CHURN]
