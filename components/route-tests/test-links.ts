import { Expectation, type RouteTest } from '#lib/model/route-test.ts'
import { pb } from '#components/api/path-builder.ts'
import { splitPair } from '#components/tester/request-form.ts'
import { EXPECT_NOTHING, expectValues, headerPairs, newValues, type RouteTestValues } from './test-values.ts'

type Request = RouteTest['request']
export type Search = Record<string, string | string[] | undefined>

const requestQuery = ({ headers, ...texts }: Request) => ({
  ...texts,
  header: headerPairs(headers).map(({ name, value }) => `${name}: ${value}`),
})

/** The tester with the request of a test. */
export const testerOf = (request: Request): string => pb.tester(requestQuery(request))

/** The form of a new test with a request and what is expected of it. */
export const newTestLink = (request: Request, expect: Expectation): string =>
  pb.newRouteTest({ ...requestQuery(request), ...expect, status: expect.status === undefined ? undefined : String(expect.status) })

/** `http://shop.test:8080/api/cart?x=1` → `shop.test-8080-api-cart`: a name to begin with. */
export function nameOf(url: string): string {
  const [host = '', ...path] = url.replace(/^https?:\/\//i, '').split(/[?#]/)[0]!.split('/')
  return [host, ...path]
    .join('-')
    .replace(/[^A-Za-z0-9._~-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 100)
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

/** What `newTestLink` says; what is no choice of a field, or no status, is left out. */
export function valuesOf(search: Search): RouteTestValues {
  const values = newValues()
  const url = one(search.url)
  const known = Object.entries(Expectation.shape).flatMap(([field, schema]) => {
    const value = field === 'status' ? Number(one(search[field])) : one(search[field])
    return schema.safeParse(value).success ? [[field, value]] : []
  })
  return {
    ...values,
    name: nameOf(url),
    request: {
      method: one(search.method) || values.request.method,
      url,
      headers: [search.header ?? []].flat().map((text) => splitPair(text, ':')),
      clientIp: one(search.clientIp),
      sni: one(search.sni),
      listener: one(search.listener),
    },
    expect: known.length === 0 ? EXPECT_NOTHING : expectValues(Object.fromEntries(known) as Expectation),
  }
}
