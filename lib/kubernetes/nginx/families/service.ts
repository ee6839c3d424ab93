import type { Family, Reader } from '../reader.ts'

/** By protocol: what stands on a V1Service in our own dialect. nginx does not verify targets unless it is told to. */
const PROTOCOLS: Record<string, 'http' | 'https' | 'grpc' | 'grpcs'> = { HTTP: 'http', HTTPS: 'https', GRPC: 'grpc', GRPCS: 'grpcs' }

function readProtocol({ draft, text, unserved }: Reader): void {
  const given = text('backend-protocol')
  const protocol = PROTOCOLS[given?.toUpperCase() ?? '']
  const verify = text('proxy-ssl-verify')?.toLowerCase() === 'on'
  if (given && !protocol) unserved('backend-protocol', `${given} is not served; the targets are spoken to by HTTP`)
  if (protocol) draft.service['protocol'] = protocol
  if (protocol === 'https' || protocol === 'grpcs') draft.service['tls-verify'] = String(verify)
}

const TIMEOUTS = { 'proxy-connect-timeout': 'connect-timeout-ms', 'proxy-read-timeout': 'read-timeout-ms', 'proxy-send-timeout': 'write-timeout-ms' } as const

function readTimeouts({ draft, text, int }: Reader): void {
  for (const [name, ours] of Object.entries(TIMEOUTS)) {
    if (text(name) === undefined) continue
    const seconds = int(name, 1, 2_000_000)
    if (seconds !== undefined) draft.service[ours] = String(seconds * 1000)
  }
}

function readRetries({ draft, text, int, unserved }: Reader): void {
  const tries = int('proxy-next-upstream-tries', 0, 32_768)
  const when = text('proxy-next-upstream')?.split(/\s+/)
  if (when?.includes('off')) draft.service['retries'] = '0'
  else if (tries !== undefined) draft.service['retries'] = String(tries === 0 ? 32_767 : tries - 1)
  const others = when?.filter((word) => !['error', 'timeout', 'off'].includes(word)) ?? []
  if (others.length > 0) unserved('proxy-next-upstream', `A request is sent again after an error or a timeout, not for ${others.join(', ')}`)
}

const HASHES: [RegExp, (name: string) => Record<string, string>][] = [
  [/^(?:binary_)?remote_addr$/, () => ({ 'hash-on': 'ip' })],
  [/^(?:request_)?uri$/, () => ({ 'hash-on': 'path' })],
  [/^http_(\w+)$/, (name) => ({ 'hash-on': 'header', 'hash-on-header': name.replaceAll('_', '-') })],
  [/^arg_(\w+)$/, (name) => ({ 'hash-on': 'query_arg', 'hash-on-query-arg': name })],
]

function readBalancing({ draft, text, unserved }: Reader): void {
  const by = text('upstream-hash-by')
  const load = text('load-balance')
  const variable = /^\$(?:\{(\w+)\}|(\w+))$/.exec(by ?? '')
  const name = variable?.[1] ?? variable?.[2] ?? ''
  const hash = HASHES.find(([pattern]) => pattern.test(name))
  if (hash) {
    Object.assign(draft.service, { algorithm: 'consistent-hashing' }, hash[1](hash[0].exec(name)![1] ?? ''))
    if (name === 'request_uri') unserved('upstream-hash-by', 'The path alone is hashed, not the query')
  } else if (by) unserved('upstream-hash-by', 'It is not known here; the targets take turns')
  else if (load === 'ewma') draft.service['algorithm'] = 'latency'
  else if (load && load !== 'round_robin') unserved('load-balance', `${load} is not known; the targets take turns`)
}

/**
 * How targets are spoken to. ingress-nginx has it on the Ingress, we on the port of the V1Service: where several Ingresses lead to one
 * port, the oldest that says something is heard.
 */
export const SERVICE: Family = {
  names: [
    'backend-protocol', 'proxy-ssl-verify', ...Object.keys(TIMEOUTS), 'proxy-next-upstream', 'proxy-next-upstream-tries',
    'upstream-hash-by', 'load-balance', 'service-upstream',
  ],
  read(reader) {
    readProtocol(reader)
    readTimeouts(reader)
    readRetries(reader)
    readBalancing(reader)
    if (reader.bool('service-upstream')) reader.draft.service['service-upstream'] = 'true'
  },
}
