import { Cors } from '#lib/model/filters/cors.ts'
import type { Family, Reader } from '../reader.ts'

type Field = 'allowOrigins' | 'allowMethods' | 'allowHeaders' | 'exposeHeaders'

/** The items of a list that the model takes, each once; the others are named. */
function items({ list, invalid }: Reader, name: string, field: Field): string[] | undefined {
  const all = list(name)
  if (all === undefined) return undefined
  const schema = Cors.shape[field]
  const good = all.filter((item) => schema.safeParse([item]).success)
  const wrong = all.find((item) => !good.includes(item))
  if (wrong !== undefined) invalid(name, `"${wrong}" is passed over: ${schema.safeParse([wrong]).error!.issues[0]!.message}`)
  const seen = new Set<string>()
  return good.filter((item) => seen.size !== seen.add(item.toLowerCase()).size)
}

/** Which pages of other origins may read the answers (ingress-nginx annotations/cors); the defaults are those of the filter. */
export const CORS: Family = {
  names: ['enable-cors', 'cors-allow-origin', 'cors-allow-methods', 'cors-allow-headers', 'cors-expose-headers', 'cors-allow-credentials', 'cors-max-age'],
  read(reader) {
    const { draft, bool, int, text, unserved } = reader
    if (!bool('enable-cors')) return
    const allowOrigins = text('cors-allow-origin') ? items(reader, 'cors-allow-origin', 'allowOrigins') : undefined
    if (allowOrigins?.length === 0) return unserved('cors-allow-origin', 'It names no origin, so that no page of another one may read the answers')
    const some = (list: string[] | undefined) => (list?.length ? list : undefined)
    const filter = {
      type: 'cors' as const,
      allowOrigins,
      allowMethods: some(items(reader, 'cors-allow-methods', 'allowMethods')),
      allowHeaders: some(items(reader, 'cors-allow-headers', 'allowHeaders')),
      exposeHeaders: some(items(reader, 'cors-expose-headers', 'exposeHeaders')),
      allowCredentials: bool('cors-allow-credentials'),
      maxAgeSeconds: int('cors-max-age', 0, 2_147_483_647),
    }
    draft.filters.push({ by: 'enable-cors', filter })
  },
}
