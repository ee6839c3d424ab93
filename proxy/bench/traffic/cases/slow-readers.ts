import type { BenchCase, TrafficResult } from '../../case.ts'
import { slowReaders } from '../load/slow.ts'
import { usageOf } from '../process-usage.ts'
import type { Settings } from '../settings.ts'
import { SERVERS, withStage } from '../stage.ts'
import type { Running } from '../subjects/subject.ts'

const NAME = 'slow-readers'
const READERS = 100
const SAMPLE_MS = 100
/** How many rounds long the slow ones read. */
const TIMES = 4

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

async function measure({ name: subject, version, pid, http: port }: Running, { seconds }: Settings): Promise<TrafficResult> {
  const alone = await slowReaders({ port, readers: 0, seconds })
  const before = usageOf(pid)
  const duration = seconds * TIMES
  const beside = slowReaders({ port, readers: READERS, seconds: duration })
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, usageOf(pid)?.rssMiB ?? 0)), SAMPLE_MS)
  const { leastBytes, meanBytes, fastBytes, lost } = await beside.finally(() => clearInterval(timer))
  return {
    case: NAME, subject, version, errors: lost,
    ...(before && { rssMiB: rounded(most, 1), rssGrowthMiB: rounded(most - before.rssMiB, 1) }),
    slowestSharePercent: rounded((leastBytes / meanBytes) * 100, 1),
    fastMiBPerSecond: rounded(fastBytes / 2 ** 20 / duration, 1),
    fastAloneMiBPerSecond: rounded(alone.fastBytes / 2 ** 20 / seconds, 1),
  }
}

/** A hundred clients that take 1.25 MiB a second each of a body of 100 MiB, and one that takes all it can get. */
export const SLOW_READERS: BenchCase = {
  name: NAME,
  group: 'traffic',
  run: (settings) =>
    withStage(settings, async ({ running, notes }) => {
      const results: TrafficResult[] = []
      for (const subject of running) results.push(await measure(subject, settings))
      return results.map((result, index) => (index === 0 ? { ...result, note: notes.join('; ') } : result))
    }, SERVERS),
}
