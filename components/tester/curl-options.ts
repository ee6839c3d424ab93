/** What an option of curl means here. `skip` ones say nothing about where a request goes. */
export type CurlOption =
  | { takes: 'value'; does: 'method' | 'header' | 'cookie' | 'data' | 'json' | 'userAgent' | 'referer' | 'user' | 'url' | 'skip' }
  | { takes: 'nothing'; does: 'get' | 'head' | 'skip' }

const value = (does: Extract<CurlOption, { takes: 'value' }>['does']): CurlOption => ({ takes: 'value', does })
const flag = (does: Extract<CurlOption, { takes: 'nothing' }>['does']): CurlOption => ({ takes: 'nothing', does })

const LONG: Record<string, CurlOption> = {
  request: value('method'), header: value('header'), cookie: value('cookie'), url: value('url'),
  data: value('data'), 'data-raw': value('data'), 'data-binary': value('data'), 'data-ascii': value('data'), 'data-urlencode': value('data'), json: value('json'),
  'user-agent': value('userAgent'), referer: value('referer'), user: value('user'),
  get: flag('get'), head: flag('head'),
  resolve: value('skip'), 'connect-to': value('skip'), output: value('skip'), 'write-out': value('skip'), 'max-time': value('skip'), 'connect-timeout': value('skip'),
  cacert: value('skip'), cert: value('skip'), key: value('skip'), proxy: value('skip'), 'cookie-jar': value('skip'), retry: value('skip'), 'dump-header': value('skip'),
  interface: value('skip'), 'max-redirs': value('skip'), 'unix-socket': value('skip'), 'limit-rate': value('skip'), trace: value('skip'), 'trace-ascii': value('skip'),
  insecure: flag('skip'), location: flag('skip'), silent: flag('skip'), 'show-error': flag('skip'), verbose: flag('skip'), include: flag('skip'), compressed: flag('skip'),
  fail: flag('skip'), 'http1.1': flag('skip'), 'http1.0': flag('skip'), http2: flag('skip'), 'http2-prior-knowledge': flag('skip'), 'path-as-is': flag('skip'), globoff: flag('skip'),
  'no-buffer': flag('skip'), 'tlsv1.2': flag('skip'), 'tlsv1.3': flag('skip'), ipv4: flag('skip'), ipv6: flag('skip'), 'progress-bar': flag('skip'), 'no-progress-meter': flag('skip'),
}

const SHORT: Record<string, string> = {
  X: 'request', H: 'header', b: 'cookie', d: 'data', A: 'user-agent', e: 'referer', u: 'user', G: 'get', I: 'head',
  o: 'output', w: 'write-out', m: 'max-time', E: 'cert', x: 'proxy', c: 'cookie-jar', D: 'dump-header', k: 'insecure', L: 'location', s: 'silent', S: 'show-error',
  v: 'verbose', i: 'include', f: 'fail', g: 'globoff', N: 'no-buffer', '0': 'http1.0', '4': 'ipv4', '6': 'ipv6', '#': 'progress-bar',
}

export type CurlArgument = { option: string; does: CurlOption['does']; value: string } | { option: string; does: 'unknown'; value: '' }

function shortOptions(cluster: string, next: () => string): CurlArgument[] {
  for (let at = 0, found: CurlArgument[] = []; ; at++) {
    const letter = cluster[at]
    if (letter === undefined) return found
    const option = SHORT[letter] ? LONG[SHORT[letter]] : undefined
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
      const option = LONG[word.slice(2)]
      if (!option) found.push({ option: word, does: 'unknown', value: '' })
      else found.push({ option: word, does: option.does, value: option.takes === 'value' ? next() : '' })
    }
  }
  return found
}
