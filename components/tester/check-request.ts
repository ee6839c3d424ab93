import { z } from 'zod'
import { parseEndpoint } from './endpoint.ts'
import type { TesterHttpRequest, TesterRequest } from './explanation.ts'
import { BODY_MAX, type Pair, type RequestForm } from './request-form.ts'

/** What is wrong with one field; `field` is its path in the form, the word a message of `tester.problem`. */
export type RequestProblem = {
  field: string
  problem: 'noUrl' | 'url' | 'method' | 'headerName' | 'headerValue' | 'cookieName' | 'cookieValue' | 'address' | 'sni' | 'body' | 'endpoint'
}

export type CheckedRequest = { ok: true; request: TesterRequest; body: string } | { ok: false; problems: RequestProblem[] }

/** RFC 9110 §5.6.2 */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const VALUE = /^[^\r\n\0]*$/
/** As the API takes it: a fragment never leaves a browser, so it may not stand here either. */
const URL_TEXT = /^https?:\/\/[^/?#\s]+([/?][^#\s]*)?$/i
const HOST_NAME = /^[^\s/:?#]+$/
const ADDRESS = z.union([z.ipv4(), z.ipv6()])

const PAIR_PROBLEMS = { headers: ['headerName', 'headerValue'], cookies: ['cookieName', 'cookieValue'] } as const

function pairProblems(pairs: Pair[], list: 'headers' | 'cookies'): RequestProblem[] {
  const [nameProblem, valueProblem] = PAIR_PROBLEMS[list]
  const allowed = list === 'headers' ? VALUE : /^[^;\r\n\0]*$/
  return pairs.flatMap(({ name, value }, index) => {
    if (name.trim() === '' && value.trim() === '') return []
    const problems: RequestProblem[] = []
    if (!TOKEN.test(name.trim())) problems.push({ field: `${list}.${index}.name`, problem: nameProblem })
    if (!allowed.test(value)) problems.push({ field: `${list}.${index}.value`, problem: valueProblem })
    return problems
  })
}

function problemsOf(form: RequestForm): RequestProblem[] {
  const problems: RequestProblem[] = []
  const check = (field: keyof RequestForm, problem: RequestProblem['problem'], holds: boolean) => {
    if (!holds) problems.push({ field, problem })
  }
  const url = form.url.trim()
  check('method', 'method', TOKEN.test(form.method.trim()))
  if (url === '') check('url', 'noUrl', false)
  else check('url', 'url', URL_TEXT.test(url))
  problems.push(...pairProblems(form.headers, 'headers'), ...pairProblems(form.cookies, 'cookies'))
  check('clientIp', 'address', form.clientIp.trim() === '' || ADDRESS.safeParse(form.clientIp.trim()).success)
  check('sni', 'sni', form.sni.trim() === '' || HOST_NAME.test(form.sni.trim()))
  check('body', 'body', form.body.length <= BODY_MAX)
  return problems
}

/** Values by name in lower case; cookies become one `cookie` header (RFC 6265 §4.2.1). */
function headersOf({ headers, cookies }: RequestForm): TesterHttpRequest['headers'] {
  const result: Record<string, string[]> = {}
  for (const { name, value } of headers) {
    const key = name.trim().toLowerCase()
    if (key !== '') result[key] = [...(result[key] ?? []), value.trim()]
  }
  const sent = cookies.filter(({ name }) => name.trim() !== '').map(({ name, value }) => `${name.trim()}=${value.trim()}`)
  if (sent.length > 0) result.cookie = [[...(result.cookie ?? []), ...sent].join('; ')]
  return Object.fromEntries(Object.entries(result).map(([name, values]) => [name, values.length === 1 ? values[0]! : values]))
}

/** What is left out is unknown, and no rule about it takes the stream. */
function checkStream(form: RequestForm, protocol: 'tcp' | 'tls' | 'udp'): CheckedRequest {
  const problems: RequestProblem[] = []
  const ends = (['source', 'destination'] as const).flatMap((field) => {
    if (form[field].trim() === '') return []
    const endpoint = parseEndpoint(form[field])
    if (endpoint === null) problems.push({ field, problem: 'endpoint' })
    return [[field, endpoint] as const]
  })
  const sni = protocol === 'tls' ? form.sni.trim() : ''
  if (sni !== '' && !HOST_NAME.test(sni)) problems.push({ field: 'sni', problem: 'sni' })
  if (problems.length > 0) return { ok: false, problems }
  const listener = form.listener.trim()
  return { ok: true, body: '', request: { protocol, ...Object.fromEntries(ends), ...(sni === '' ? {} : { sni }), ...(listener === '' ? {} : { listener }) } }
}

/** The request to ask about, or what stands in the way. */
export function checkRequest(form: RequestForm): CheckedRequest {
  if (form.protocol !== 'http') return checkStream(form, form.protocol)
  const problems = problemsOf(form)
  if (problems.length > 0) return { ok: false, problems }
  const optional = (['clientIp', 'sni', 'listener'] as const).map((field) => [field, form[field].trim()] as const)
  const given = Object.fromEntries(optional.filter(([, text]) => text !== ''))
  const request = { method: form.method.trim().toUpperCase(), url: form.url.trim(), headers: headersOf(form), ...given }
  return { ok: true, body: form.body, request }
}
