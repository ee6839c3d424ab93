import type { HealthReport, Mark } from './health.ts'

/** Sends a report to the controller that is followed. Resolves to false where it knows no such call: it is of an older version. */
export type PostHealth = (report: HealthReport) => Promise<boolean>

/** What the link tells of the controller to whoever tells it of targets. */
export type HealthEnd = {
  connected(post: PostHealth): void
  /** All that operators have said of targets, as far as the controller knows. */
  marks(marks: readonly Mark[]): void
  lost(): void
}

export type HealthPoster = Pick<HealthEnd, 'connected' | 'lost'> & {
  /** The report may be another one now. */
  changed(): void
  close(): void
}

const INTERVAL_MS = 1000

/**
 * Sends the report of a proxy's targets to each controller that it comes to, and again when it has changed, at most once a second.
 * @param report as of now
 */
export function healthPoster(report: () => HealthReport, intervalMs = INTERVAL_MS): HealthPoster {
  let post: PostHealth | null = null
  /** What the controller has, as text. */
  let sent = ''
  let isSending = false
  let isDue = false
  let timer: NodeJS.Timeout | null = null

  const send = async () => {
    const to = post
    if (!to || isSending) return
    isDue = false
    const next = report()
    const text = JSON.stringify(next)
    if (text === sent) return
    isSending = true
    const outcome = await to(next).catch(() => 'failed' as const)
    isSending = false
    if (post === to) {
      if (outcome === true) sent = text
      else if (outcome === 'failed') isDue = true
      else post = null
    }
    rest()
  }
  const rest = () => {
    timer ??= setTimeout(() => {
      timer = null
      if (isDue) void send()
    }, intervalMs).unref()
  }
  const soon = () => {
    isDue = true
    if (timer === null && !isSending) queueMicrotask(() => isDue && timer === null && void send())
  }
  return {
    connected(next) {
      post = next
      sent = ''
      soon()
    },
    lost() {
      post = null
    },
    changed: soon,
    close() {
      post = null
      if (timer) clearTimeout(timer)
    },
  }
}
