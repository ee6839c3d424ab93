import { curlArguments, type CurlArgument } from './curl-options.ts'
import { EMPTY_REQUEST, splitCookies, splitPair, type RequestForm } from './request-form.ts'
import { shellWords } from './shell-words.ts'

/** `ignored`: options that would matter but have no field here, and data that stands in files. */
export type ParsedCurl = { ok: true; request: RequestForm; ignored: string[] } | { ok: false; problem: 'notCurl' | 'openQuote' | 'noUrl' }

type Read = RequestForm & { data: string[]; json: boolean; get: boolean; head: boolean; verb: string; ignored: string[] }

const readsFile = (text: string) => text.startsWith('@')

function addHeader(read: Read, text: string): void {
  // `Name;` sends an empty header, `Name:` none at all (curl's own forms).
  const pair = /^[^:]+;$/.test(text) ? { name: text.slice(0, -1), value: '' } : splitPair(text, ':')
  if (pair.value === '' && text.trimEnd().endsWith(':')) return
  if (pair.name.toLowerCase() === 'cookie') read.cookies.push(...splitCookies(pair.value))
  else read.headers.push(pair)
}

const READERS: Record<CurlArgument['does'], (read: Read, value: string) => boolean | void> = {
  method: (read, value) => void (read.verb = value.toUpperCase()),
  url: (read, value) => void (read.url ||= value),
  header: (read, value) => !readsFile(value) && addHeader(read, value),
  // Without "=" it names a file of cookies.
  cookie: (read, value) => value.includes('=') && void read.cookies.push(...splitCookies(value)),
  data: (read, value) => !readsFile(value) && void read.data.push(value),
  json: (read, value) => {
    read.json = true
    return !readsFile(value) && void read.data.push(value)
  },
  userAgent: (read, value) => addHeader(read, `User-Agent: ${value}`),
  referer: (read, value) => addHeader(read, `Referer: ${value}`),
  user: (read, value) => addHeader(read, `Authorization: Basic ${base64(value)}`),
  get: (read) => void (read.get = true),
  head: (read) => void (read.head = true),
  unknown: () => false,
  skip: () => undefined,
}

function readArgument(read: Read, { option, does, value }: CurlArgument): void {
  if (READERS[does](read, value) === false) read.ignored.push(value === '' ? option : `${option} ${value}`)
}

const base64 = (text: string) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)))

function addDefaults(read: Read): RequestForm {
  const { data, json, get, head, verb, ignored: _, ...request } = read
  const has = (name: string) => request.headers.some((header) => header.name.toLowerCase() === name)
  const body = data.join(json ? '' : '&')
  const sendsBody = data.length > 0 && !get
  if (sendsBody && !has('content-type')) {
    request.headers.push({ name: 'Content-Type', value: json ? 'application/json' : 'application/x-www-form-urlencoded' })
  }
  if (json && !has('accept')) request.headers.push({ name: 'Accept', value: 'application/json' })
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(request.url) ? request.url : `http://${request.url}`
  const withoutFragment = url.replace(/#.*$/s, '')
  const asked = get && body !== '' ? `${withoutFragment}${withoutFragment.includes('?') ? '&' : '?'}${body}` : withoutFragment
  return { ...request, url: asked, method: verb || (head ? 'HEAD' : sendsBody ? 'POST' : 'GET'), body: sendsBody ? body : '' }
}

/** A curl command line as a request. Where it connects to (--resolve, --connect-to) and how it prints is left out. */
export function parseCurl(line: string): ParsedCurl {
  const words = shellWords(line.trim().replace(/^\$\s+/, ''))
  if (words === null) return { ok: false, problem: 'openQuote' }
  if (!/(^|\/)curl(\.exe)?$/.test(words[0] ?? '')) return { ok: false, problem: 'notCurl' }
  const read: Read = { ...EMPTY_REQUEST, headers: [], cookies: [], data: [], json: false, get: false, head: false, verb: '', ignored: [] }
  for (const argument of curlArguments(words.slice(1))) readArgument(read, argument)
  if (read.url === '') return { ok: false, problem: 'noUrl' }
  return { ok: true, request: addDefaults(read), ignored: read.ignored }
}
