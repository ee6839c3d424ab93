import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchCase, TrafficFigures, TrafficResult } from '../../case.ts'
import { pickGenerator } from '../load/generator.ts'
import { holdConnections } from '../load/hold.ts'
import { usageOf } from '../process-usage.ts'
import type { Settings } from '../settings.ts'
import { SERVERS, withStage } from '../stage.ts'
import type { Running } from '../subjects/subject.ts'

const NAME = 'idle-10k'
const CONNECTIONS = 10_000
/** For closing what the load left, and for memory that is handed back late. */
const SETTLE_MS = 2000

/** Growth of resident memory by connections that are kept open after a request each; kernel memory does not count. */
async function measure({ pid, http, https }: Running, tls: boolean, { seconds }: Settings): Promise<TrafficFigures> {
  const port = tls ? https : http
  await pickGenerator().generate({ path: '/1k', connections: 64, tls, close: false }, port, seconds)
  await sleep(SETTLE_MS)
  const before = usageOf(pid)
  const { open, errors, release } = await holdConnections({ port, tls, count: CONNECTIONS })
  await sleep(SETTLE_MS)
  const after = usageOf(pid)
  await release()
  if (!before || !after) return { errors }
  const growth = (after.rssMiB - before.rssMiB) * 2 ** 20
  return { bytesPerConnection: Math.round(growth / open), rssMiB: Math.round(after.rssMiB), errors }
}

async function measureAll(settings: Settings, tls: boolean): Promise<TrafficResult[]> {
  return withStage(settings, async ({ running, notes }) => {
    const results: TrafficResult[] = []
    for (const subject of running) {
      const { name, version } = subject
      const note = results.length === 0 && !tls ? { note: notes.join('; ') } : {}
      const figures = await measure(subject, tls, settings)
      results.push({ case: NAME, variant: tls ? 'tls' : 'plain', subject: name, version, ...figures, ...note })
    }
    return results
  }, SERVERS)
}

export const IDLE: BenchCase = {
  name: NAME,
  group: 'traffic',
  run: async (settings) => [...(await measureAll(settings, false)), ...(await measureAll(settings, true))],
}
