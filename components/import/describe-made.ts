import type { MadeObject } from './types.ts'

type Target = { host: string; port: number }
type Path = { type: string; value: string }

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const targetText = ({ host, port }: Target) => `${host.includes(':') ? `[${host}]` : host}:${port}`

const routeText = ({ hosts, paths, service }: MadeObject): string => {
  const values = Array.isArray(paths) ? (paths as Path[]).map(({ value }) => value) : []
  const places = (texts(hosts).length === 0 ? ['*'] : texts(hosts)).flatMap((host) => (values.length === 0 ? [host] : values.map((value) => `${host}${value}`)))
  return `${places.join(', ')} → ${String(service)}`
}

/** One line that says what an object is, in the signs of the lists. */
export function describeMade(object: MadeObject): string {
  if (object.kind === 'routes') return routeText(object)
  if (object.kind === 'services') return object.upstream === undefined ? targetText({ host: String(object.host), port: Number(object.port) }) : `→ ${String(object.upstream)}`
  if (object.kind === 'upstreams') return Array.isArray(object.targets) ? (object.targets as Target[]).map(targetText).join(', ') : ''
  if (object.kind === 'certificates') return texts(object.snis).join(', ')
  return object.kind === 'canaries' ? `${String(object.weight)} % → ${String(object.service)}` : ''
}
