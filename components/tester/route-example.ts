import type { Route } from '#lib/model/route.ts'
import { EMPTY_REQUEST, type RequestForm } from './request-form.ts'

type Example = Pick<Route, 'protocols' | 'hosts' | 'paths' | 'methods' | 'headers' | 'query'>

/** A host that the rule takes: a word in the place of the `*`. */
const hostOf = ([host = 'example.test']: string[]) =>
  host.replace(/^\*$/, 'example.test').replace(/^\*\./, 'www.').replace(/\.\*(?=$|:)/, '.test')

/** A request that meets a route's rules, as far as they can be met without guessing a pattern; null for streams. */
export function exampleRequest({ protocols, hosts, paths, methods, headers, query }: Example): RequestForm | null {
  const scheme = protocols.some((protocol) => protocol === 'http' || protocol === 'grpc') ? 'http' : 'https'
  if (protocols.every((protocol) => protocol === 'tcp' || protocol === 'tls' || protocol === 'udp')) return null
  const plain = (values: string[]) => values.find((value) => !value.startsWith('~*'))
  const args = Object.entries(query).flatMap(([name, values]) => {
    const value = plain(values)
    return value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`]
  })
  const path = paths.find(({ type }) => type !== 'regex')?.value ?? '/'
  return {
    ...EMPTY_REQUEST,
    method: methods[0] ?? 'GET',
    url: `${scheme}://${hostOf(hosts)}${path}${args.length === 0 ? '' : `?${args.join('&')}`}`,
    headers: Object.entries(headers).flatMap(([name, values]) => {
      const value = plain(values)
      return value === undefined ? [] : [{ name, value }]
    }),
  }
}
