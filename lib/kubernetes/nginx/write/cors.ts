import { Cors } from '#lib/model/filters/cors.ts'
import { CORS } from '../families/cors.ts'
import { filtersOf, type Writer } from './family.ts'

const DEFAULTS = Cors.parse({ type: 'cors' })

export const WRITE_CORS: Writer = {
  names: CORS.names,
  write({ shared }) {
    const [first] = filtersOf(shared, 'cors')
    if (!first) return { texts: {}, faults: [] }
    const { filter, at } = first
    const texts: Record<string, string> = { 'enable-cors': 'true' }
    const list = (name: string, field: 'allowOrigins' | 'allowMethods' | 'allowHeaders' | 'exposeHeaders') => {
      if (filter[field].join() !== DEFAULTS[field].join()) texts[name] = filter[field].join(', ')
    }
    list('cors-allow-origin', 'allowOrigins')
    list('cors-allow-methods', 'allowMethods')
    list('cors-allow-headers', 'allowHeaders')
    list('cors-expose-headers', 'exposeHeaders')
    if (!filter.allowCredentials) texts['cors-allow-credentials'] = 'false'
    if (filter.maxAgeSeconds !== DEFAULTS.maxAgeSeconds) texts['cors-max-age'] = String(filter.maxAgeSeconds)
    const empty = (['allowMethods', 'allowHeaders'] as const).filter((field) => filter[field].length === 0)
    return { texts, faults: empty.map((field) => ({ at: [...at, field], reason: 'In ingress-nginx an empty list is the default: name at least one' })) }
  },
}
