import { hostMatches, parseHost } from '#lib/routing/host.ts'
import { headerOf, type RoutingRequest } from '#lib/routing/request.ts'
import type { CompiledRoute, Entry, EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'
import { decodeTable } from './decoded.ts'
import type { Subject, SubjectInput } from './subject.ts'

type Test = { host: HostMatch; takesPath: (path: string) => boolean; route: CompiledRoute }

function pathTest(path: EntryPath): Test['takesPath'] {
  if (path.kind === 'exact') return (text) => text === path.value
  if (path.kind === 'prefix') {
    const { value } = path
    return (text) => text.startsWith(value) && (text.length === value.length || text[value.length] === '/')
  }
  if (path.kind === 'regex') return RegExp.prototype.test.bind(new RegExp(`^(?:${path.value})`))
  return () => true
}

const hasHeaders = ({ headers: wanted }: CompiledRoute, { headers }: RoutingRequest): boolean =>
  wanted.every(({ name, any }) => {
    const actual = headerOf(headers, name)
    return actual !== undefined && any.some(({ value }) => (typeof actual === 'string' ? actual === value : actual.includes(value)))
  })

function scanOver(tests: readonly Test[], request: RoutingRequest): CompiledRoute | null {
  const host = parseHost(request.host)
  const path = request.target.split('?', 1)[0]!
  for (const { host: rule, takesPath, route } of tests) {
    if (hostMatches(rule, host, 80) && takesPath(path) && hasHeaders(route, request)) return route
  }
  return null
}

/** The same entries in the order of their ranks, one after the other, without an index. Paths are not normalised. */
export function scan({ encoded }: SubjectInput): Subject<CompiledRoute | null> {
  const { snapshot, listener, bytesPerRoute } = decodeTable(encoded)
  const toTest = ({ host, path, route }: Entry): Test => ({ host, takesPath: pathTest(path), route: snapshot.routes[route!]! })
  const tests = listener.entries.map(toTest)
  return {
    version: '-',
    find: (request) => scanOver(tests, request),
    nameOf: (found) => found?.name ?? null,
    holds: () => true,
    bytesPerRoute,
  }
}
