import type { Ports } from './child.ts'
import type { Addresses } from './run-file.ts'

// Who binds to all addresses is reached on this machine by loopback.
const REACHED: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

/** The host as it stands in a URL of this machine. */
const hostInUrl = (host: string): string => REACHED[host] ?? (host.includes(':') ? `[${host}]` : host)

/**
 * @param host SLUICE_HOST
 * @param ports of all three processes
 */
export function addressesOf(host: string, ports: Ports): Addresses {
  const at = (scheme: string, name: string) => `${scheme}://${hostInUrl(host)}:${ports[name]}`
  return {
    dashboard: at('http', 'dashboard'),
    http: at('http', 'http'),
    https: at('https', 'https'),
    status: at('http', 'status'),
    controller: `http://127.0.0.1:${ports.controller}`,
  }
}

/** A browser treats `localhost` as a safe place, a bare address not. The token stands after `#`, so that it reaches no log. */
export const setupUrlOf = (dashboard: string, token: string): string =>
  `${dashboard.replace(/\/\/(127\.0\.0\.1|\[::1\])/, '//localhost')}/setup#token=${encodeURIComponent(token)}`
