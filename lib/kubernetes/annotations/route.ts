import { define, type Definition } from './definition.ts'

const route = define('route')

/** Which requests the routes of an Ingress take, and how they are passed on. */
export const ROUTE_ANNOTATIONS: readonly Definition[] = [
  route('protocols', 'list', 'protocols', 'list of `http`, `https`, `grpc`, `grpcs`; default `http, https`', 'https'),
  route('methods', 'list', 'methods', 'list of HTTP methods', 'GET, HEAD'),
  route('headers', 'lists', 'headers', 'map of header names to values; `~*…` is a pattern', 'x-env: [dev, test]'),
  route('query', 'lists', 'query', 'map of query arguments to values; `~*…` is a pattern', 'version: "2"'),
  route('snis', 'list', 'snis', 'list of server names', 'shop.example.com'),
  route('strip-path', 'yaml', 'stripPath', '`true`, `false` (default)', 'true'),
  route('preserve-host', 'yaml', 'preserveHost', '`true` (default), `false`', 'false'),
  route('path-handling', 'text', 'pathHandling', '`v0` (default), `v1`', 'v1'),
  route('regex-priority', 'yaml', 'regexPriority', 'whole number, default 0', '10'),
  route('https-redirect-status-code', 'yaml', 'httpsRedirectStatusCode', '426 (default), 301, 302, 307, 308; with `protocols: https`', '308'),
  route('request-buffering', 'yaml', 'requestBuffering', '`true`, `false` (default)', 'true'),
  route('response-buffering', 'yaml', 'responseBuffering', '`true`, `false` (default)', 'true'),
  route('listeners', 'list', 'listeners', 'list of listener names, default all that fit', 'https'),
  route('enabled', 'yaml', 'enabled', '`true` (default), `false`', 'false'),
  route('tags', 'list', 'tags', 'list of words', 'team-a, public'),
]
