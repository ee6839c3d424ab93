import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { RouteHandler } from '#lib/services/handle.ts'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]
/** `segments` as the folders are named: `['[kind]', '[name]']`. */
export type ApiRoute = { segments: string[]; methods: Partial<Record<Method, RouteHandler>> }

const ROOT = path.join(import.meta.dirname, '../v1')

/** Every route file under app/api/v1, as Next would find it. */
export async function apiRoutes(): Promise<ApiRoute[]> {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => path.basename(file) === 'route.ts')
  return Promise.all(
    files.map(async (file) => {
      const exported = (await import(/* @vite-ignore */ path.join(ROOT, file))) as Record<string, unknown>
      const methods = Object.fromEntries(METHODS.filter((method) => method in exported).map((method) => [method, exported[method]]))
      return { segments: path.dirname(file).split(path.sep), methods: methods as ApiRoute['methods'] }
    }),
  )
}

const CATCH_ALL = /^\[\[\.\.\.(\w+)\]\]$/
const DYNAMIC = /^\[(\w+)\]$/

function match({ segments }: ApiRoute, parts: string[]): Record<string, string | string[]> | null {
  const rest = CATCH_ALL.exec(segments[0]!)?.[1]
  if (rest) return { [rest]: parts }
  if (segments.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const name = DYNAMIC.exec(segment)?.[1]
    if (name) params[name] = parts[index]!
    else if (segment !== parts[index]) return null
  }
  return params
}

/** Static before dynamic before catch-all, segment by segment, as Next sorts them. */
const rank = ({ segments }: ApiRoute) => segments.map((segment) => (CATCH_ALL.test(segment) ? '2' : DYNAMIC.test(segment) ? '1' : '0')).join('')

/** The route that takes a path, with its parameters. */
export function findRoute(routes: ApiRoute[], pathname: string) {
  const parts = pathname.split('/').filter(Boolean)
  const sorted = routes.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
  for (const route of sorted) {
    const params = match(route, parts)
    if (params) return { route, params }
  }
  return null
}
