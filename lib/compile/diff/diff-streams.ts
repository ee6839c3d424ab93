import { buildStreamTable, matchStream } from '#lib/routing/stream.ts'
import type { StreamRequest } from '#lib/routing/request.ts'
import type { CompiledStream } from '#lib/snapshot/snapshot.ts'
import { answer, NO_LISTENER, type Destination } from './destination.ts'
import type { Side } from './diff-side.ts'
import type { Finding } from './routing-changes.ts'
import { streamWitnesses } from '../witness-stream.ts'

const CLOSED: Destination = answer('no route: closed', true)

function streamRouter({ snapshot, outlet }: Side, listener: CompiledStream | undefined): (request: StreamRequest) => Destination {
  if (!listener) return () => NO_LISTENER
  const table = buildStreamTable(snapshot, listener)
  return (request) => {
    const match = matchStream(table, request)
    return match ? { ...outlet(match.route), kind: outlet(match.route).text } : CLOSED
  }
}

/** All that decides where the connections of a listener go; what it takes of them, and where to. */
const contentOf = ({ snapshot, keyOf }: Side, stream: CompiledStream | undefined) =>
  stream &&
  JSON.stringify(
    stream.entries.map(({ route }) => {
      const { sources, destinations } = snapshot.routes[route]!
      return [keyOf(route), sources, destinations]
    }),
  )

const routesOf = ({ snapshot }: Side, stream: CompiledStream | undefined) => stream?.entries.map(({ route }) => snapshot.routes[route]!) ?? []

const streamKey = ({ protocol, port, name }: CompiledStream) => `${protocol} ${port ?? name}`
const byKey = ({ snapshot }: Side) => new Map(snapshot.streams.map((stream) => [streamKey(stream), stream]))

/** The patterns of connections and datagrams that change where they go. */
export function diffStreams(before: Side, after: Side): Finding[] {
  const [old, next] = [byKey(before), byKey(after)]
  return [...new Set([...next.keys(), ...old.keys()])].flatMap((key): Finding[] => {
    const [had, has] = [old.get(key), next.get(key)]
    if (contentOf(before, had) === contentOf(after, has)) return []
    const [was, is] = [streamRouter(before, had), streamRouter(after, has)]
    const routes = [...routesOf(after, has), ...routesOf(before, had)]
    const seen = new Set<string>()
    return routes.flatMap((route): Finding[] =>
      streamWitnesses(route, (has ?? had)!).flatMap(({ request, pattern }): Finding[] => {
        if (seen.has(pattern)) return []
        seen.add(pattern)
        const [from, to] = [was(request), is(request)]
        return from.full === to.full ? [] : [{ route: `${route.workspace}/${route.name}`, pattern, before: from, after: to }]
      }),
    )
  })
}
