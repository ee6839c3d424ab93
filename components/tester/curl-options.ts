/** What an option of curl means here. `skip` ones say nothing about where a request goes. */
export type CurlOption =
  | { takes: 'value'; does: 'method' | 'header' | 'cookie' | 'data' | 'json' | 'userAgent' | 'referer' | 'user' | 'url' | 'skip' }
  | { takes: 'nothing'; does: 'get' | 'head' | 'skip' }

const words = (text: string) => text.trim().split(/\s+/)

/** Options whose value, or whose presence, does not change where a request goes. */
const SKIPPED_VALUES = words(`
  resolve connect-to output write-out max-time connect-timeout cacert cert key proxy cookie-jar retry dump-header interface
  max-redirs unix-socket limit-rate trace trace-ascii
`)
const SKIPPED_FLAGS = words(`
  insecure location silent show-error verbose include compressed fail http1.1 http1.0 http2 http2-prior-knowledge path-as-is
  globoff no-buffer tlsv1.2 tlsv1.3 ipv4 ipv6 progress-bar no-progress-meter
`)
const DATA = ['data', 'data-raw', 'data-binary', 'data-ascii', 'data-urlencode']

const OPTIONS = new Map<string, CurlOption>([
  ...SKIPPED_VALUES.map((name) => [name, { takes: 'value', does: 'skip' }] as const),
  ...SKIPPED_FLAGS.map((name) => [name, { takes: 'nothing', does: 'skip' }] as const),
  ...DATA.map((name) => [name, { takes: 'value', does: 'data' }] as const),
  ['request', { takes: 'value', does: 'method' }],
  ['header', { takes: 'value', does: 'header' }],
  ['cookie', { takes: 'value', does: 'cookie' }],
  ['json', { takes: 'value', does: 'json' }],
  ['url', { takes: 'value', does: 'url' }],
  ['user-agent', { takes: 'value', does: 'userAgent' }],
  ['referer', { takes: 'value', does: 'referer' }],
  ['user', { takes: 'value', does: 'user' }],
  ['get', { takes: 'nothing', does: 'get' }],
  ['head', { takes: 'nothing', does: 'head' }],
])

const SHORT: Record<string, string> = {
  X: 'request', H: 'header', b: 'cookie', d: 'data', A: 'user-agent', e: 'referer', u: 'user', G: 'get', I: 'head',
  o: 'output', w: 'write-out', m: 'max-time', E: 'cert', x: 'proxy', c: 'cookie-jar', D: 'dump-header',
  k: 'insecure', L: 'location', s: 'silent', S: 'show-error', v: 'verbose', i: 'include', f: 'fail', g: 'globoff',
  N: 'no-buffer', '0': 'http1.0', '4': 'ipv4', '6': 'ipv6', '#': 'progress-bar',
}

export type CurlArgument = { option: string; does: CurlOption['does']; value: string } | { option: string; does: 'unknown'; value: '' }

function shortOptions(cluster: string, next: () => string): CurlArgument[] {
  for (let at = 0, found: CurlArgument[] = []; ; at++) {
    const letter = cluster[at]
    if (letter === undefined) return found
    const option = OPTIONS.get(SHORT[letter] ?? '')
    if (!option) return [...found, { option: `-${letter}`, does: 'unknown', value: '' }]
    // -XPOST and -X POST; the rest of the cluster is the value.
    if (option.takes === 'value') return [...found, { option: `-${letter}`, does: option.does, value: cluster.slice(at + 1) || next() }]
    found.push({ option: `-${letter}`, does: option.does, value: '' })
  }
}

/** The words after `curl` as options with their values; a bare word is a URL. */
export function curlArguments(words: readonly string[]): CurlArgument[] {
  const left = [...words]
  const found: CurlArgument[] = []
  const next = () => left.shift() ?? ''
  while (left.length > 0) {
    const word = next()
    if (!word.startsWith('-') || word === '-') found.push({ option: word, does: 'url', value: word })
    else if (!word.startsWith('--')) found.push(...shortOptions(word.slice(1), next))
    else {
      const option = OPTIONS.get(word.slice(2))
      if (!option) found.push({ option: word, does: 'unknown', value: '' })
      else found.push({ option: word, does: option.does, value: option.takes === 'value' ? next() : '' })
    }
  }
  return found
}
