/** One header or cookie as typed. */
export type Pair = { name: string; value: string }

/** The request as the screen holds it; empty texts are fields that were left out. */
export type RequestForm = {
  method: string
  url: string
  headers: Pair[]
  cookies: Pair[]
  clientIp: string
  sni: string
  listener: string
  /** Only used when the request is really sent. */
  body: string
}

export const EMPTY_REQUEST: RequestForm = {
  method: 'GET',
  url: '',
  headers: [],
  cookies: [],
  clientIp: '',
  sni: '',
  listener: '',
  body: '',
}

/** A longer one would not fit in an address that the server takes. */
export const BODY_MAX = 4096

/** The form as query parameters of the page; `header` and `cookie` may stand several times. */
export type RequestSearch = {
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

export function toSearch(form: RequestForm): RequestSearch {
  const { headers, cookies, ...texts } = form
  return {
    ...texts,
    header: headers.filter(isFilled).map(({ name, value }) => `${name.trim()}: ${value.trim()}`),
    cookie: cookies.filter(isFilled).map(({ name, value }) => `${name.trim()}=${value.trim()}`),
  }
}

export function fromSearch({ header, cookie, ...texts }: RequestSearch): RequestForm {
  return { ...texts, headers: header.map((text) => splitPair(text, ':')), cookies: cookie.map((text) => splitPair(text, '=')) }
}
