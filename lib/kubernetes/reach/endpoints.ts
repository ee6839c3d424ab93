import type { V1EndpointSlice, V1Service, V1ServicePort } from '../objects.ts'

export type EndpointAddress = { ip: string; port: number }

/** The endpoints of one port of a V1Service. `portless`: slices with endpoints that do not name this port. */
export type Endpoints = { ready: EndpointAddress[]; total: number; portless: number }

const portIn = (slice: V1EndpointSlice, name: string) =>
  (slice.ports ?? []).find((port) => (port.name ?? '') === name && (port.protocol ?? 'TCP') === 'TCP')?.port

/** What slices say of one port: ready endpoints, or where there are none those that serve while they end (KEP-1669). */
export function endpointsOf(slices: readonly V1EndpointSlice[], listed: V1ServicePort | undefined): Endpoints {
  const found = new Map<string, { address: EndpointAddress; isReady: boolean; isLastResort: boolean }>()
  let portless = 0
  for (const slice of slices) {
    const port = listed && portIn(slice, listed.name ?? '')
    for (const { addresses, conditions = {} } of slice.endpoints ?? []) {
      const ip = addresses[0]
      if (ip === undefined) continue
      if (port === undefined) {
        portless += 1
        continue
      }
      const isReady = conditions.ready ?? true
      const isLastResort = conditions.terminating === true && (conditions.serving ?? isReady)
      const known = found.get(`${ip} ${port}`)
      found.set(`${ip} ${port}`, { address: { ip, port }, isReady: isReady || known?.isReady === true, isLastResort: isLastResort || known?.isLastResort === true })
    }
  }
  const all = [...found.values()]
  const ready = all.filter(({ isReady }) => isReady)
  const used = ready.length > 0 ? ready : all.filter(({ isLastResort }) => isLastResort)
  return { ready: used.map(({ address }) => address), total: all.length, portless }
}

const isTcp = ({ protocol }: V1ServicePort) => protocol === undefined || protocol === 'TCP'

/** The TCP ports of a V1Service. */
export const tcpPorts = ({ spec }: V1Service): V1ServicePort[] => (spec.ports ?? []).filter(isTcp)

/** As people write it: `http (80)`, or the number alone. */
export const portText = ({ name, port }: V1ServicePort): string => (name ? `${name} (${port})` : String(port))

/** The pods that a V1Service selects; null: it leaves its endpoints to others. */
export const selectorOf = ({ spec: { selector } }: V1Service): Record<string, string> | null =>
  selector && Object.keys(selector).length > 0 ? selector : null
