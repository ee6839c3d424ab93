/** One header or cookie as typed. */
export type Pair = { name: string; value: string }

export const PROTOCOLS = ['http', 'tcp', 'tls', 'udp'] as const

/**
 * The request as the screen holds it; empty texts are fields that were left out. Which fields count follows from the
 * protocol: `source` and `destination` belong to streams.
 */
export type RequestForm = {
  protocol: (typeof PROTOCOLS)[number]
  method: string
  url: string
  headers: Pair[]
  cookies: Pair[]
  clientIp: string
  sni: string
  listener: string
  /** Only used when the request is really sent. */
  body: string
  /** `10.0.0.7:51000` */
  source: string
  destination: string
}

export const EMPTY_REQUEST: RequestForm = {
  protocol: 'http',
  method: 'GET',
  url: '',
  headers: [],
  cookies: [],
  clientIp: '',
  sni: '',
  listener: '',
  body: '',
  source: '',
  destination: '',
}

/** Nothing is asked yet. */
export const isBlank = ({ protocol, url, source, destination, sni, listener }: RequestForm) =>
  (protocol === 'http' ? url : source + destination + sni + listener) === ''

/** A longer one would not fit in an address that the server takes. */
export const BODY_MAX = 4096

/** The form as query parameters of the page; `header` and `cookie` may stand several times. */
export type RequestSearch = Pick<RequestForm, 'protocol' | 'source' | 'destination'> & {
  method: string
  url: string
  header: string[]
  cookie: string[]
  clientIp: string
  sni: string
  listener: string
  body: string
}

const isFilled = ({ name, value }: Pair) => name.trim() !== '' || value.trim() !== ''

/** Splits at the first separator; without one, all of it is the name. */
export function splitPair(text: string, separator: ':' | '='): Pair {
  const at = text.indexOf(separator)
  return at < 0 ? { name: text.trim(), value: '' } : { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }
}

/** `a=1; b=2` as rows. */
export const splitCookies = (text: string): Pair[] =>
  text.split(';').map((part) => splitPair(part, '=')).filter(isFilled)

/** What belongs to the other protocols is left out of the URL, and comes back only while the form holds it. */
export function toSearch(form: RequestForm): RequestSearch {
  const { protocol, listener, sni, source, destination } = form
  const own = protocol === 'http' ? { ...form, source: '', destination: '' } : { ...EMPTY_REQUEST, protocol, listener, sni, source, destination }
  const { headers, cookies, ...texts } = own
  return {
    ...texts,
    header: headers.filter(isFilled).map(({ name, value }) => `${name.trim()}: ${value.trim()}`),
    cookie: cookies.filter(isFilled).map(({ name, value }) => `${name.trim()}=${value.trim()}`),
  }
}

export function fromSearch({ header, cookie, ...texts }: RequestSearch): RequestForm {
  return { ...texts, headers: header.map((text) => splitPair(text, ':')), cookies: cookie.map((text) => splitPair(text, '=')) }
}
