import type { Family } from './reader.ts'

/** What comes of annotations that ingress-nginx knows and that have no meaning here. Where the text is empty or "false", there is nothing to say. */
export const UNSERVED: Readonly<Record<string, string>> = {
  'server-alias': 'Requests for these names find no route; add rules for them',
  'from-to-www-redirect': 'Nothing is led to or from www; add a rule with a redirect for it',
  'use-port-in-redirects': 'Redirects have the port that the client used',
  'http2-push-preload': 'Nothing is pushed',
  'ssl-passthrough': 'TLS ends at the proxy',
  'ssl-ciphers': 'Ciphers belong to certificates',
  'ssl-prefer-server-ciphers': 'Ciphers belong to certificates',
  'proxy-ssl-secret': 'The targets are shown no certificate, and with proxy-ssl-verify the authorities of the system count',
  'proxy-ssl-ciphers': 'The ciphers of the proxy are used',
  'proxy-ssl-name': 'The targets are asked for by their own host name',
  'proxy-ssl-protocols': 'TLS 1.2 and 1.3 are used',
  'proxy-ssl-server-name': 'The targets are told the name in any case',
  'proxy-ssl-verify-depth': 'Chains of any length are followed',
  'limit-rate': 'Answers go as fast as the client takes them',
  'limit-rate-after': 'Answers go as fast as the client takes them',
  'global-rate-limit': 'Requests are counted in each proxy alone; say limit-rps or limit-rpm',
  'global-rate-limit-window': 'Requests are counted in each proxy alone; say limit-rps or limit-rpm',
  'global-rate-limit-key': 'Requests are counted in each proxy alone; say limit-rps or limit-rpm',
  'global-rate-limit-ignored-cidrs': 'Requests are counted in each proxy alone; say limit-rps or limit-rpm',
  'client-body-buffer-size': 'How much of a body is kept in memory is a setting of the proxy',
  'proxy-buffer-size': 'Buffers are those of the proxy',
  'proxy-buffers-number': 'Buffers are those of the proxy',
  'proxy-busy-buffers-size': 'Buffers are those of the proxy',
  'proxy-max-temp-file-size': 'How much is kept on disk is a setting of the proxy',
  'proxy-cookie-domain': 'Cookies go on as the targets set them',
  'proxy-cookie-path': 'Cookies go on as the targets set them',
  'proxy-redirect-from': 'Locations go on as the targets give them',
  'proxy-redirect-to': 'Locations go on as the targets give them',
  'proxy-http-version': 'The targets are spoken to by HTTP/1.1',
  'proxy-next-upstream-timeout': 'A request is tried again as long as its own time lasts',
  'connection-proxy-header': 'Connection says what HTTP asks for',
  'custom-headers': 'No header is added',
  'disable-proxy-intercept-errors': 'Error pages take the place of answers of the targets',
  'upstream-hash-by-subset': 'Requests are spread over all targets',
  'upstream-hash-by-subset-size': 'Requests are spread over all targets',
  'session-cookie-partitioned': 'The cookie is not partitioned',
  'affinity-canary-behavior': 'It counts on the canary Ingress',
  'fastcgi-index': 'The targets are spoken to by HTTP',
  'fastcgi-params-configmap': 'The targets are spoken to by HTTP',
  'enable-access-log': 'What is logged is a setting of the proxy',
  'enable-rewrite-log': 'What is logged is a setting of the proxy',
  'enable-opentelemetry': 'Traces are not written',
  'opentelemetry-operation-name': 'Traces are not written',
  'opentelemetry-trust-incoming-span': 'Traces are not written',
  'enable-opentracing': 'Traces are not written',
  'opentracing-trust-incoming-span': 'Traces are not written',
  'enable-influxdb': 'Nothing is sent to InfluxDB',
  'influxdb-measurement': 'Nothing is sent to InfluxDB',
  'influxdb-port': 'Nothing is sent to InfluxDB',
  'influxdb-host': 'Nothing is sent to InfluxDB',
  'influxdb-server-name': 'Nothing is sent to InfluxDB',
  'modsecurity-transaction-id': 'Requests are not inspected',
  'auth-tls-verify-depth': 'Client certificates are not asked for',
  'auth-tls-error-page': 'Client certificates are not asked for',
  'auth-tls-pass-certificate-to-upstream': 'Client certificates are not asked for',
}

/** Of these the paths are closed: what they would refuse would pass. */
const CLOSING: Readonly<Record<string, string>> = {
  'auth-tls-secret': 'Client certificates cannot be asked for by annotations',
  'auth-tls-match-cn': 'Client certificates cannot be asked for by annotations',
  'enable-modsecurity': 'Requests are not inspected',
  'enable-owasp-core-rules': 'Requests are not inspected',
}

const SNIPPETS = ['configuration-snippet', 'server-snippet', 'stream-snippet', 'modsecurity-snippet'] as const
// Directives that refuse or answer. One that is named in a comment closes too.
const REFUSING = /\b(?:deny|allow|auth_\w+|satisfy|return|internal|limit_\w+|secure_link\w*|valid_referers|\w+_by_lua\w*|modsecurity\w*|Sec[A-Z]\w+|error_page)\b/

/** What closes the paths, or may. */
export const CLOSING_NAMES: readonly string[] = [...Object.keys(CLOSING), ...SNIPPETS]

const isNothing = (text: string | undefined): boolean => text === undefined || /^(?:|false|off|f|0)$/i.test(text)

export const OTHERS: Family = {
  names: [...Object.keys(UNSERVED), ...Object.keys(CLOSING), ...SNIPPETS, 'auth-tls-verify-client', 'satisfy', 'enable-global-auth'],
  read({ text, closes, unserved }) {
    for (const [name, result] of Object.entries(UNSERVED)) if (!isNothing(text(name))) unserved(name, result)
    const isAsked = text('auth-tls-verify-client')?.toLowerCase() !== 'off'
    for (const [name, reason] of Object.entries(CLOSING)) {
      if (isNothing(text(name))) continue
      if (name.startsWith('auth-tls') && !isAsked) continue
      closes(name, reason)
    }
    for (const name of SNIPPETS) {
      const snippet = text(name)
      if (!snippet) continue
      if (REFUSING.test(snippet)) closes(name, 'Snippets of nginx are not read, and this one refuses or answers requests')
      else unserved(name, 'Snippets of nginx are not read')
    }
    if (text('satisfy')?.toLowerCase() === 'any') unserved('satisfy', 'Both the address and the password or auth server must let a request pass')
    if (text('enable-global-auth') !== undefined && isNothing(text('enable-global-auth'))) unserved('enable-global-auth', 'There is no global authentication')
  },
}
