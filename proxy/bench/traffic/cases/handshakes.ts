import type { BenchCase, TrafficResult } from '../../case.ts'
import { figuresOf } from '../figures.ts'
import { handshakeLoad } from '../load/handshakes.ts'
import { inRounds } from '../rounds.ts'
import { withStage } from '../stage.ts'
import { CLOSING, KEPT_OPEN } from './closing.ts'

const NAME = 'handshakes'

/** CPU is per connection: a handshake, a request, an answer, and the end. */
export const HANDSHAKES: BenchCase = {
  name: NAME,
  group: 'traffic',
  run: (settings) =>
    withStage(settings, async ({ running, notes }) => {
      const results: TrafficResult[] = []
      for (const variant of ['full', 'resumed'] as const) {
        const measured = await inRounds(running, settings, ({ https }, seconds) => handshakeLoad(https, seconds, variant === 'resumed'))
        for (const [{ name, version }, rounds] of measured) {
          const note = results.length === 0 ? { note: [...notes, KEPT_OPEN].join('; ') } : {}
          results.push({ case: NAME, variant, subject: name, version, ...figuresOf(rounds), ...note })
        }
      }
      return results
    }, CLOSING),
}
