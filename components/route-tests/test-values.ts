import type { Expectation, RouteTest } from '#lib/model/route-test.ts'
import { dotted, type ToField } from '#components/form/object-resolver.ts'
import type { Pair } from '#components/tester/request-form.ts'

type ExpectedText = 'outcome' | 'location' | 'route' | 'service' | 'upstream' | 'target' | 'side' | 'upstreamUrl'
export type ExpectValues = Record<ExpectedText, string> & { status: number | undefined }

/** What the form of a route test holds; empty texts are fields that were left out. */
export type RouteTestValues = {
  name: string
  description: string
  request: { method: string; url: string; headers: Pair[]; clientIp: string; sni: string; listener: string }
  expect: ExpectValues
  enabled: boolean
  tags: string[]
}

export const EXPECT_NOTHING: ExpectValues = {
  outcome: '', status: undefined, location: '', route: '', service: '', upstream: '', target: '', side: '', upstreamUrl: '',
}

export const expectValues = (expect: Expectation): ExpectValues => ({ ...EXPECT_NOTHING, ...expect })

type Headers = RouteTest['request']['headers']

/** A header with several values is as many rows. */
export const headerPairs = (headers: Headers): Pair[] =>
  Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))

/** Names in lower case; rows of one name are its values. Rows that were left empty are dropped. */
export function headersOf(pairs: readonly Pair[]): Headers {
  const lists = new Map<string, string[]>()
  for (const { name, value } of pairs) {
    const key = name.trim().toLowerCase()
    if (key !== '' || value.trim() !== '') lists.set(key, [...(lists.get(key) ?? []), value.trim()])
  }
  // A lone empty value stays in its list: as a text the form would drop it for a field that was left out.
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.length === 1 && values[0] !== '' ? values[0]! : values]))
}

export const newValues = (): RouteTestValues => ({
  name: '',
  description: '',
  request: { method: 'GET', url: '', headers: [], clientIp: '', sni: '', listener: '' },
  expect: EXPECT_NOTHING,
  enabled: true,
  tags: [],
})

export const toFormValues = ({ name, description, request, expect, enabled, tags }: RouteTest): RouteTestValues => ({
  name,
  description,
  request: {
    method: request.method,
    url: request.url,
    headers: headerPairs(request.headers),
    clientIp: request.clientIp ?? '',
    sni: request.sni ?? '',
    listener: request.listener ?? '',
  },
  expect: expectValues(expect),
  enabled,
  tags: [...tags],
})

/** The test as the API takes it, but for empty fields, which the form drops. */
export function fromFormValues({ request, ...rest }: RouteTestValues): Record<string, unknown> {
  const { headers, ...texts } = request
  const trimmed = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.trim()]))
  return { ...rest, request: { ...trimmed, headers: headersOf(headers) } }
}

/** Headers by name become headers by row. */
export const toField: ToField<RouteTestValues> = (path, values) => {
  if (path[0] === 'tags') return 'tags'
  if (path[0] !== 'request' || path[1] !== 'headers' || path.length < 3) return dotted(path)
  const row = values.request.headers.findIndex(({ name }) => name.trim().toLowerCase() === String(path[2]).toLowerCase())
  return row < 0 ? 'request.headers' : `request.headers.${row}.value`
}
