import type { Declared } from '#lib/model/routing-config.ts'
import type { Listener } from '#lib/model/listener.ts'
import type { Route } from '#lib/model/route.ts'
import type { Service } from '#lib/model/service.ts'
import type { Diagnose } from './diagnose.ts'

/** What the proxy of this version does not honour: fields that differ from their neutral value. */
type Gap = { field: string; what: string }

const HTTP = ['http', 'https']

const serviceGaps = (service: Service): Gap[] =>
  HTTP.includes(service.protocol) ? [] : [{ field: 'protocol', what: `the protocol ${service.protocol}` }]

const routeGaps = (route: Route): Gap[] =>
  route.protocols.filter((protocol) => !HTTP.includes(protocol)).map((protocol) => ({ field: 'protocols', what: `the protocol ${protocol}` }))

const listenerGaps = (listener: Listener): Gap[] =>
  HTTP.includes(listener.protocol) ? [] : [{ field: 'protocol', what: `the protocol ${listener.protocol}` }]

const warn = <T>(gaps: (object: T) => Gap[]) => (declared: Declared<T>, diagnostics: Diagnose): void => {
  for (const { field, what } of gaps(declared.object)) {
    diagnostics.warning(declared.source, 'NOT_SERVED_YET', field, `This version of the proxy does not serve ${what} yet`, { what })
  }
}

export const warnService = warn(serviceGaps)
export const warnRoute = warn(routeGaps)
export const warnListener = warn(listenerGaps)
