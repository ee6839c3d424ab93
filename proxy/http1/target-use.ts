import type { Tidings } from '../balancing/balancer.ts'
import type { Reached } from '../balancing/endpoint.ts'
import type { Outcome } from '../health/upstream-health.ts'
import type { LiveService } from '../live.ts'

/** One try's use of a target, as its balancer and its health checks hear of it. */
export class TargetUse {
  private readonly live: LiveService
  private readonly endpoint: Reached
  private tidings: Tidings = null

  constructor(live: LiveService, endpoint: Reached) {
    this.live = live
    this.endpoint = endpoint
    endpoint.state.inFlight++
    live.balancer.began(endpoint.place)
  }

  /** What came of it first counts. */
  report(outcome: Outcome, tidings: Tidings): void {
    if (this.tidings !== null) return
    this.tidings = tidings
    this.live.health.report(this.endpoint.place, outcome)
  }

  /** Nothing of it is under way at the target any more. */
  end(): void {
    this.endpoint.state.inFlight--
    this.live.balancer.ended(this.endpoint.place, this.tidings)
  }
}
