import { z } from 'zod'
import { Service, type ServiceProtocol } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import type { Issue } from '#lib/errors.ts'
import { dotted } from '#components/form/object-resolver.ts'
import { parseTarget } from '#components/upstreams/parse-target.ts'

/** A service made on the way: either for addresses, with an upstream of its own name, or for an upstream that is there. */
export type NewServiceValues = {
  name: string
  protocol: ServiceProtocol
  to: 'addresses' | 'upstream'
  addresses: string[]
  upstream: string
}

export const newServiceValues = (name: string): NewServiceValues => ({ name, protocol: 'http', to: 'addresses', addresses: [''], upstream: '' })

const filled = (lines: readonly string[]) => lines.filter((line) => line.trim() !== '')

/** The objects to write: the upstream first, as the service names it. It has a target, or the service would answer nothing. */
export const newServiceSchema = (needsAddress: string) =>
  z.object({ upstream: Upstream.refine(({ targets }) => targets.length > 0, { error: needsAddress, path: ['targets'] }).optional(), service: Service })

export function newServiceObjects({ name, protocol, to, addresses, upstream }: NewServiceValues) {
  const own = name.trim()
  if (to === 'upstream') return { service: { name: own, protocol, ...(upstream === '' ? {} : { upstream }) } }
  const targets = filled(addresses).map((line) => parseTarget(line) ?? { host: line.trim(), port: undefined, weight: 100, enabled: true })
  return { upstream: { name: own, targets }, service: { name: own, protocol, upstream: own } }
}

/** Where an issue of `newServiceSchema` stands on the form. */
export function newServiceField(path: Issue['path'], values: NewServiceValues): string {
  const [object, field, index] = path
  if (object === 'upstream' && field === 'targets') {
    if (typeof index !== 'number') return 'addresses.0'
    const rows = values.addresses.flatMap((line, row) => (line.trim() === '' ? [] : [row]))
    return `addresses.${rows[index] ?? index}`
  }
  if (object === 'service' && field === 'upstream') return values.to === 'upstream' ? 'upstream' : 'name'
  return field === undefined ? '' : dotted([field])
}
