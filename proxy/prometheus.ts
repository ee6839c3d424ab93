/** One line of a metric: its labels and value; `suffix` is `_bucket`, `_sum` … of a histogram. */
export type Sample = { labels?: Record<string, string>; value: number; suffix?: string }
export type Metric = { name: string; help: string; type: 'counter' | 'gauge' | 'histogram'; samples: Sample[] }

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"')

const labelText = (labels: Record<string, string> = {}): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

/** Prometheus text format 0.0.4. */
export const toPrometheus = (metrics: readonly Metric[]): string =>
  metrics
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${value}\n`)
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')

/**
 * The samples of one histogram. Upper bounds are in seconds; `counts` are per bucket and not cumulated, with one more
 * for what is above the last bound.
 * @param sum in seconds
 */
export function histogramSamples(labels: Record<string, string>, bounds: readonly number[], counts: readonly number[], sum: number): Sample[] {
  let total = 0
  const buckets = counts.map((count, index): Sample => {
    total += count
    const bound = bounds[index]
    return { suffix: '_bucket', labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound) }, value: total }
  })
  return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: total }]
}
