import { describe, expect, test } from 'vitest'
import { Redirect } from '#lib/model/filters/redirect.ts'
import { normalisePath, splitTarget } from '../path.ts'
import { redirectLocation, type RedirectRequest } from './redirect.ts'

type Given = Partial<Omit<Redirect, 'type'>>
type Case = { name: string; filter: Given; target?: string; matched?: string | null; at?: Partial<RedirectRequest>; location: string | null }

/** @param matched the prefix that the entry matched; null: the entry has no path */
function locate(filter: Given, target: string, matched: string | null, at: Partial<RedirectRequest> = {}): string | null {
  const { path: rawPath, query } = splitTarget(target)
  const path = normalisePath(rawPath, at.form)
  return redirectLocation(Redirect.parse({ type: 'redirect', ...filter }), {
    protocol: 'http', host: 'shop.test', port: 80, rawPath, path, form: 'reserved', matchedLength: matched === null ? -1 : matched.length, query, ...at,
  })
}

const on8080 = { host: 'shop.test:8080', port: 8080 }
const onHttps = { protocol: 'https', host: 'example.org', port: 443 } as const
const full = (value: string): Given => ({ path: { mode: 'full', value } })
const prefix = (value: string): Given => ({ path: { mode: 'prefix', value } })

// conformance/tests/httproute-redirect-{host-and-status,path,scheme,port-and-scheme}.{go,yaml}
const CONFORMANCE: Case[] = [
  { name: 'hostname', filter: { hostname: 'example.org' }, target: '/hostname-redirect', location: 'http://example.org/hostname-redirect' },
  { name: 'host and status', filter: { hostname: 'example.org', statusCode: 301 }, target: '/host-and-status', location: 'http://example.org/host-and-status' },
  { name: 'prefix', filter: prefix('/replacement-prefix'), target: '/original-prefix/lemon', matched: '/original-prefix', location: 'http://shop.test/replacement-prefix/lemon' },
  { name: 'full path', filter: full('/full-path-replacement'), target: '/full/path/original', matched: '/full', location: 'http://shop.test/full-path-replacement' },
  { name: 'prefix and host', filter: { hostname: 'example.org', ...prefix('/replacement-prefix') }, target: '/path-and-host', matched: '/path-and-host', location: 'http://example.org/replacement-prefix' },
  { name: 'prefix and status', filter: { ...prefix('/replacement-prefix'), statusCode: 301 }, target: '/path-and-status', matched: '/path-and-status', location: 'http://shop.test/replacement-prefix' },
  { name: 'full path and host', filter: { hostname: 'example.org', ...full('/replacement-full') }, target: '/full-path-and-host', location: 'http://example.org/replacement-full' },
  { name: 'full path and status', filter: { ...full('/replacement-full'), statusCode: 301 }, target: '/full-path-and-status', location: 'http://shop.test/replacement-full' },
  { name: 'scheme', filter: { scheme: 'https' }, target: '/scheme', location: 'https://shop.test/scheme' },
  { name: 'scheme and host', filter: { scheme: 'https', hostname: 'example.org' }, target: '/scheme-and-host', location: 'https://example.org/scheme-and-host' },
  { name: 'scheme and status', filter: { scheme: 'https', statusCode: 301 }, target: '/scheme-and-status', location: 'https://shop.test/scheme-and-status' },
  { name: 'listener 80: no scheme, no port', filter: { hostname: 'example.org' }, location: 'http://example.org/' },
  { name: 'listener 80: no scheme, port 80', filter: { hostname: 'example.org', port: 80 }, location: 'http://example.org/' },
  { name: 'listener 80: no scheme, port 8080', filter: { hostname: 'example.org', port: 8080 }, location: 'http://example.org:8080/' },
  { name: 'listener 80: https, no port', filter: { hostname: 'example.org', scheme: 'https' }, location: 'https://example.org/' },
  { name: 'listener 80: https, port 443', filter: { hostname: 'example.org', scheme: 'https', port: 443 }, location: 'https://example.org/' },
  { name: 'listener 80: https, port 8443', filter: { hostname: 'example.org', scheme: 'https', port: 8443 }, location: 'https://example.org:8443/' },
  { name: 'listener 8080: no scheme, no port', filter: { hostname: 'example.org' }, at: on8080, location: 'http://example.org:8080/' },
  { name: 'listener 8080: no scheme, port 80', filter: { hostname: 'example.org', port: 80 }, at: on8080, location: 'http://example.org/' },
  { name: 'listener 8080: https, no port', filter: { hostname: 'example.org', scheme: 'https' }, at: on8080, location: 'https://example.org/' },
  { name: 'listener 443: no scheme, no port', filter: { hostname: 'example.org' }, at: onHttps, location: 'https://example.org/' },
  { name: 'listener 443: no scheme, port 443', filter: { hostname: 'example.org', port: 443 }, at: onHttps, location: 'https://example.org/' },
  { name: 'listener 443: no scheme, port 8443', filter: { hostname: 'example.org', port: 8443 }, at: onHttps, location: 'https://example.org:8443/' },
  { name: 'listener 443: http, no port', filter: { hostname: 'example.org', scheme: 'http' }, at: onHttps, location: 'http://example.org/' },
  { name: 'listener 443: http, port 80', filter: { hostname: 'example.org', scheme: 'http', port: 80 }, at: onHttps, location: 'http://example.org/' },
  { name: 'listener 443: http, port 8080', filter: { hostname: 'example.org', scheme: 'http', port: 8080 }, at: onHttps, location: 'http://example.org:8080/' },
]

const PORTS: Case[] = [
  { name: 'that of the listener, where Host names none', filter: { hostname: 'example.org' }, at: { port: 8080 }, location: 'http://example.org:8080/' },
  { name: 'that of Host, where the proxy stands behind a mapped port', filter: { hostname: 'example.org' }, at: { host: 'shop.test:30080', port: 8080 }, location: 'http://example.org:30080/' },
  { name: 'a port alone keeps host and scheme', filter: { port: 8443 }, at: onHttps, location: 'https://example.org:8443/' },
  { name: 'a path alone keeps the port', filter: full('/new'), at: on8080, location: 'http://shop.test:8080/new' },
]

// Gateway API HTTPPathModifier, and the table of its ReplacePrefixMatch.
const PATHS: Case[] = [
  { name: 'the rest behind a prefix', filter: prefix('/xyz'), target: '/foo/bar', matched: '/foo', location: 'http://shop.test/xyz/bar' },
  { name: 'a prefix with a slash at its end', filter: prefix('/xyz/'), target: '/foo/bar', matched: '/foo', location: 'http://shop.test/xyz/bar' },
  { name: 'a match with a slash at its end', filter: prefix('/xyz'), target: '/foo/bar', matched: '/foo/', location: 'http://shop.test/xyz/bar' },
  { name: 'nothing behind', filter: prefix('/xyz'), target: '/foo', matched: '/foo', location: 'http://shop.test/xyz' },
  { name: 'a slash behind', filter: prefix('/xyz'), target: '/foo/', matched: '/foo', location: 'http://shop.test/xyz/' },
  { name: 'an empty prefix', filter: prefix(''), target: '/foo/bar', matched: '/foo', location: 'http://shop.test/bar' },
  { name: 'an empty prefix, nothing behind', filter: prefix(''), target: '/foo', matched: '/foo', location: 'http://shop.test/' },
  { name: '"/" as a prefix, nothing behind', filter: prefix('/'), target: '/foo', matched: '/foo', location: 'http://shop.test/' },
  { name: 'an entry without a path', filter: prefix('/xyz'), target: '/foo', matched: null, location: 'http://shop.test/xyz/foo' },
  { name: 'an empty full path', filter: full(''), target: '/foo', location: 'http://shop.test/' },
  { name: 'the query is kept', filter: full('/new'), target: '/old?a=1&b=%20?', location: 'http://shop.test/new?a=1&b=%20?' },
  { name: 'the query is kept with the path', filter: { scheme: 'https' }, target: '/old?a=1', location: 'https://shop.test/old?a=1' },
  { name: 'an unchanged path stays as it was sent', filter: { scheme: 'https' }, target: '/a%2Fb/../%7Ec//d', location: 'https://shop.test/a%2Fb/../%7Ec//d' },
  { name: 'the rest is escaped', filter: prefix('/new'), target: '/old/a%20b%2Fc', matched: '/old', location: 'http://shop.test/new/a%20b%2Fc' },
  { name: 'the rest is escaped in its form', filter: prefix('/new'), target: '/old/a%2525', matched: '/old', at: { form: 'decoded' }, location: 'http://shop.test/new/a%2525' },
  { name: 'the rule is written as it stands, escaped', filter: full('/a%2Fb ü'), location: 'http://shop.test/a%2Fb%20%C3%BC' },
  { name: 'dots of the rule go', filter: full('/a/../b'), location: 'http://shop.test/a/b' },
]

const HOSTS: Case[] = [
  { name: 'an IPv6 address', filter: { hostname: '2001:db8::1' }, location: 'http://[2001:db8::1]/' },
  { name: 'an IPv6 address with a port', filter: { hostname: '2001:db8::1', port: 8080 }, location: 'http://[2001:db8::1]:8080/' },
  { name: 'an IPv6 address of the client', filter: { scheme: 'https' }, at: { host: '[::1]:8080', port: 8080 }, location: 'https://[::1]/' },
  { name: 'an IPv6 address of the client without a port', filter: full('/x'), at: { host: '[::1]' }, location: 'http://[::1]/x' },
  { name: 'no host, and one is given', filter: { hostname: 'example.org' }, at: { host: '' }, location: 'http://example.org/' },
  { name: 'no host: a path is enough', filter: full('/new'), target: '/old?a=1', at: { host: '' }, location: '/new?a=1' },
  { name: 'no host, and a scheme', filter: { scheme: 'https' }, at: { host: '' }, location: null },
  { name: 'no host, and a port', filter: { port: 8080 }, at: { host: '' }, location: null },
  { name: 'a whole address', filter: { url: 'https://example.org/x?y' }, target: '/old?a=1', location: 'https://example.org/x?y' },
  { name: 'a whole address without a host', filter: { url: '/login' }, target: '/old?a=1', location: '/login' },
]

const HOSTILE: Case[] = [
  { name: 'a path that looks like a host', filter: { scheme: 'https' }, target: '//evil.test/x', location: 'https://shop.test//evil.test/x' },
  { name: 'behind a prefix', filter: prefix(''), target: '/foo//evil.test', matched: '/foo', location: 'http://shop.test/evil.test' },
  { name: 'behind a prefix, without a host', filter: prefix(''), target: '/foo//evil.test', matched: '/foo', at: { host: '' }, location: '/evil.test' },
  { name: 'escaped, behind a prefix, without a host', filter: prefix('/'), target: '/foo/%2Fevil.test', matched: '/foo', at: { host: '' }, location: '/%2Fevil.test' },
  { name: 'decoded, behind a prefix, without a host', filter: prefix('/'), target: '/foo/%2Fevil.test', matched: '/foo', at: { host: '', form: 'decoded' }, location: '/evil.test' },
  { name: 'a backslash', filter: prefix(''), target: '/foo/\\evil.test', matched: '/foo', at: { host: '' }, location: '/%5Cevil.test' },
  { name: 'a user part', filter: { scheme: 'https' }, target: '/@evil.test', location: 'https://shop.test/@evil.test' },
  { name: 'the asterisk of OPTIONS does not reach the host', filter: { scheme: 'https' }, target: '*', location: 'https://shop.test/*' },
  { name: 'an escaped line break stays escaped', filter: prefix('/new'), target: '/old/%0d%0aSet-Cookie:a=b', matched: '/old', location: 'http://shop.test/new/%0D%0ASet-Cookie:a=b' },
  { name: 'an escaped line break stays escaped where all is decoded', filter: prefix('/new'), target: '/old/%0d%0a', matched: '/old', at: { form: 'decoded' }, location: 'http://shop.test/new/%0D%0A' },
  { name: 'a line break of the rule is escaped', filter: full('/a\r\nSet-Cookie: a=b'), location: 'http://shop.test/a%0D%0ASet-Cookie:%20a=b' },
  { name: 'dots that come to be where the two meet do not climb', filter: prefix('/base'), target: '/foo../secret', matched: '/foo', location: 'http://shop.test/base/secret' },
]

describe.each([
  ['conformance', CONFORMANCE], ['ports', PORTS], ['paths', PATHS], ['hosts', HOSTS], ['hostile', HOSTILE],
])('%s', (_, cases) => {
  test.each(cases)('$name', ({ filter, target = '/', matched = '/', at, location }) => {
    expect(locate(filter, target, matched, at)).toBe(location)
  })
})
