/** The texts of Sluice's own validation rules. zod's built-in checks are worded by its locale; these need ours. */
const ENGLISH = {
  name: 'Use letters, digits, ".", "_", "~" or "-", starting with a letter or digit',
  host: 'Must be an IP address or a host name such as "shop.example.com"',
  routeHost: 'Must be a host name; one "*" may stand for the first or the last part ("*.shop.test")',
  path: 'Must start with "/"',
  pathQuery: 'A path has no "?" or "#"; use the query field',
  regexEmpty: 'Must not be empty',
  method: 'Must be an HTTP method in capitals, such as GET',
  headerName: 'Must be an HTTP header name, such as x-version',
  cookieName: 'Must be a cookie name: no spaces, commas, semicolons or "="',
  headerHost: 'Use the hosts field for the Host header',
  valuesEmpty: 'Needs at least one value',
  sni: 'Must be a host name; "*." may stand for the first part',
  kubernetesName: 'Use lower-case letters, digits and "-", as Kubernetes names have them',
  namespacedName: 'Must be a namespace and a name, such as "sluice/sluice-proxy"',
  cidr: 'Must be an IP address or a CIDR block such as 10.0.0.0/8',
  ipOrPort: 'Needs an address, a port, or both',
  weightStep: 'Use steps of 0.01',
  pem: 'Must be PEM text: it starts with "-----BEGIN"',
  pemHoldsKey: 'Holds a private key: only certificates belong here',
  controlCharacters: 'Must not hold control characters or broken characters',
  routeMatch: 'A route needs at least one of hosts, paths, methods, headers, query, SNIs, sources or destinations',
  oneRewrite: 'Set a rewrite target or a path rewrite, and not both',
  httpsOnlySnis: 'SNIs need a protocol with TLS: https, grpcs or tls',
  httpAndStream: 'HTTP and stream protocols cannot be in one route',
  streamFields: 'A stream route has no hosts, paths, methods, headers or query',
  httpStreamFields: 'Sources and destinations are for stream routes (tcp, tls, udp)',
  upstreamOrHost: 'Name an upstream or a host, and not both',
  pathOfStream: 'Services of this protocol have no path',
  tlsOfPlain: 'Only https, grpcs and tls services have TLS settings',
  hashNeedsHeader: 'Name the header to hash on',
  hashNeedsCookie: 'Name the cookie to hash on',
  hashNeedsQuery: 'Name the query argument to hash on',
  hashNeedsCapture: 'Name the URI capture to hash on',
  hashSame: 'The fallback must differ from what is hashed first',
  hashFallbackWithoutHash: 'A fallback needs something to hash on first',
  hashCookieFallback: 'Hashing on a cookie has no fallback: a missing cookie is set',
  hashAlgorithm: 'Hashing goes with the algorithm consistent-hashing only',
  duplicateTarget: 'This target stands here twice',
  canaryRule: 'Set a weight, a header or a cookie',
  headerValueNeeded: 'This mode needs a value',
  regexInvalid: 'Is not a valid regular expression',
  duplicate: 'Stands here twice',
  builtInPort: 'The built-in listeners take their port from SLUICE_HTTP_PORT and SLUICE_HTTPS_PORT; others need a port',
  certPair: 'Give the certificate and its key together, or ask for a self-signed one',
  requestUrl: 'Must be a full URL: http://host/path or https://host/path',
  ipAddress: 'Must be an IP address',
  requestProtocol: 'Must be tcp, tls or udp; an HTTP request has a URL instead',
  expectSomething: 'Say at least one thing that must come of the request',
  headerValue: 'Must be one line of visible characters',
  reservedHeader: 'This header belongs to the connection or frames the message; no filter may write it',
  answerDate: 'An answer carries the date at which it was made; no filter may write it',
  headersEmpty: 'Set, add or remove at least one header',
  redirectUrl: 'Must start with "http://", "https://" or "/"',
  redirectWhere: 'Give a full URL, or at least one of scheme, host name, port and path, and not both',
  origin: 'Must be "*", "null" or scheme://host[:port]; "*." may stand for the first part of the host',
  ipListsEmpty: 'List at least one address to allow or to deny',
  realm: 'Must not hold quotes or backslashes',
  keyNowhere: 'Say where the key may stand: header, query or cookie',
  serverUrl: 'Must be the full URL of the server: http://host/path or https://host/path',
  parameterName: 'Use letters, digits, ".", "_" or "-"',
  limitNeedsHeader: 'Name the header that requests are told apart by',
  burstOfWindow: 'Only the leaky bucket has a burst',
  timeoutsEmpty: 'Set at least one of the two times',
  contentType: 'Must be a media type such as text/html',
  pageOrService: 'Name a service or give a text, and not both',
  cookiePath: 'Use ASCII characters other than ";"; write others as %C3%BC',
  visibleAscii: 'Use visible ASCII characters; write blanks and others as %20 or %C3%BC',
  oneOfType: 'A filter of this type stands here already',
  answersWithoutService: 'Name a service, unless a redirect or a fixed response answers',
  username: 'Must not hold ":"',
  usernameOfBasic: 'A user name goes with basic authentication, and with nothing else',
  reservedName: '"run" is a call of the API; choose another name',
} as const

export type Rule = keyof typeof ENGLISH
export type RuleTexts = Record<Rule, string>

export const ENGLISH_RULES: RuleTexts = ENGLISH
let texts: RuleTexts = ENGLISH

/** Chooses the language of rule messages for this process: the browser calls it with its message file. */
export function setRuleTexts(next: RuleTexts): void {
  texts = next
}

/** The current text of a rule. */
export const ruleText = (rule: Rule): string => texts[rule]

/** What `refine` and friends take: the message is looked up when the issue is made, so it follows the language. */
export const rule = (name: Rule) => ({ error: () => texts[name] })
