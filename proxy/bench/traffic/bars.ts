import type { Bar, Results } from '../bars.ts'
import type { FigureName } from '../case.ts'

const PEERS = ['nginx', 'haproxy', 'caddy', 'http-proxy', '@fastify/http-proxy'] as const
type Peer = (typeof PEERS)[number]

/** A figure of Sluice as a multiple of a peer's in the same run. */
const against = (name: string, peer: Peer, limit: number, figure: FigureName = 'cpuMicrosPerRequest', variant?: string): Bar => ({
  figure: `${name}${variant === undefined ? '' : ` ${variant}`} against ${peer}`,
  limit,
  sense: 'atMost',
  unit: '×',
  actual({ traffic }: Results) {
    const own = traffic(name, 'sluice', variant)?.[figure]
    const other = traffic(name, peer, variant)?.[figure]
    return own === undefined || other === undefined ? undefined : own / other
  },
})

type Figure = (find: Results['traffic']) => number | undefined

/** A figure of Sluice by itself. */
const own = (figure: string, limit: number, unit: string, actual: Figure, sense: Bar['sense'] = 'atMost'): Bar => ({
  figure, limit, sense, unit, actual: ({ traffic }) => actual(traffic),
})

const inKiB = (bytes: number | undefined): number | undefined => (bytes === undefined ? undefined : bytes / 1024)

function twoAgainstOne(find: Results['traffic']): number | undefined {
  const [one, two] = ['1 worker', '2 workers'].map((variant) => find('workers', 'sluice', variant)?.cpuMicrosPerRequest)
  return one === undefined || two === undefined ? undefined : two / one
}

function filtersAgainstBare(find: Results['traffic']): number | undefined {
  const [bare, filtered] = ['sluice', 'sluice-filters'].map((subject) => find('filters', subject)?.cpuMicrosPerRequest)
  return bare === undefined || filtered === undefined ? undefined : filtered / bare
}

const offRule = (variant: string): Bar =>
  own(`rate-limit: off the rule, ${variant}`, 1, '%', (find) => find('rate-limit', 'sluice-limited', variant)?.offRulePercent)

export const TRAFFIC_BARS: Bar[] = [
  against('http1-1k', 'nginx', 1.7),
  against('http1-1k', 'caddy', 0.33),
  against('http1-1k', 'http-proxy', 0.25),
  against('http1-1k', '@fastify/http-proxy', 0.25),
  against('https-1k', 'nginx', 1.75),
  against('handshakes', 'nginx', 1.4, 'cpuMicrosPerRequest', 'full'),
  against('handshakes', 'nginx', 1.25, 'cpuMicrosPerRequest', 'resumed'),
  against('connections', 'nginx', 2.6),
  own('filters: against a bare route', 1.35, '×', filtersAgainstBare),
  against('body-1m', 'haproxy', 1.1, 'cpuMsPerGiB'),
  against('body-100m', 'haproxy', 1.1, 'cpuMsPerGiB'),
  own('idle-10k a plain connection', 6, 'KiB', (find) => inKiB(find('idle-10k', 'sluice', 'plain')?.bytesPerConnection)),
  own('idle-10k a TLS connection', 60, 'KiB', (find) => inKiB(find('idle-10k', 'sluice', 'tls')?.bytesPerConnection)),
  own('workers: two against one', 1.05, '×', twoAgainstOne),
  own('workers: least share of the connections', 35, '%', (find) => find('workers', 'sluice', '2 workers')?.leastSharePercent, 'atLeast'),
  against('p99', 'nginx', 2, 'p99Ms'),
  offRule('1 worker'),
  offRule('2 workers'),
  own('slow-readers: slowest against the mean', 50, '%', (find) => find('slow-readers', 'sluice')?.slowestSharePercent, 'atLeast'),
  own('reload-10k worst pause', 20, 'ms', (find) => find('reload-10k', 'sluice')?.worstPauseMs),
  own('churn: growth of memory', 10, '%', (find) => find('churn', 'sluice')?.rssGrowthPercent),
  own('churn: workers that ended', 0, 'workers', (find) => find('churn', 'sluice')?.workerEnds),
  own('churn: left open', 0, 'connections or requests', (find) => find('churn', 'sluice')?.leftOpen),
  own('churn: failed requests of an honest client', 0, 'requests', (find) => find('churn', 'sluice')?.errors),
  own('reload-10k failed requests', 0, 'requests', (find) => find('reload-10k', 'sluice')?.errors),
]
