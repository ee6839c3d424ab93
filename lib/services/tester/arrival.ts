import type { HttpRequest, StreamRequest } from '#lib/model/request.ts'
import { fittingListeners, withoutPort } from '#lib/routing/listener-host.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { CompiledListener, Snapshot } from '#lib/snapshot/snapshot.ts'
import { say, type Locale } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import type { Arrival } from './predict.ts'
import type { StreamArrival } from './predict-stream.ts'

/** Where the proxies' built-in listeners stand. */
export type ProxyPorts = { http: number; https: number }

const DEFAULT_PORTS = { http: 80, https: 443 }
const DEFAULT_CLIENT = '192.0.2.1'

type SplitUrl = { protocol: 'http' | 'https'; authority: string; target: string }

/** Taken apart by hand: the URL class would resolve dot segments that the proxy must see. */
function splitUrl(url: string): SplitUrl {
  const [, scheme, authority, rest] = /^(https?):\/\/([^/?#]+)([^#]*)$/i.exec(url)!
  const target = rest!.startsWith('/') ? rest! : `/${rest}`
  return { protocol: scheme!.toLowerCase() as 'http' | 'https', authority: authority!, target }
}

const portOf = (listener: CompiledListener, ports: ProxyPorts) => listener.port ?? ports[listener.protocol]

function chooseListener(snapshot: Snapshot, wanted: string | undefined, url: SplitUrl, host: string, ports: ProxyPorts): CompiledListener | undefined {
  if (wanted !== undefined) return snapshot.listeners.find(({ name }) => name === wanted)
  const port = Number(/:(\d+)$/.exec(url.authority)?.[1] ?? DEFAULT_PORTS[url.protocol])
  const same = snapshot.listeners.filter(({ protocol }) => protocol === url.protocol)
  const there = same.filter((listener) => portOf(listener, ports) === port)
  const onPort = there.length > 0 ? there : same.filter(({ port: own }) => own === null)
  return fittingListeners(onPort, host)[0] ?? onPort[0] ?? same[0]
}

function refuseListener(listener: string, there: readonly { name: string }[], locale: Locale): never {
  const names = there.map(({ name }) => name).join(', ') || '—'
  refuseInput([{ path: ['listener'], message: say(locale, 'noSuchListener', { listener, names }) }])
}

/**
 * A typed request as it would arrive at a listener: the one named, or by the URL's port, or the built-in one.
 * @throws {AppError} INVALID naming `listener` when there is none of that name, or none for the URL's scheme
 */
export function arrive(snapshot: Snapshot, input: HttpRequest, ports: ProxyPorts, locale: Locale): Arrival {
  const url = splitUrl(input.url)
  const headers: Record<string, string | string[]> = Object.fromEntries(Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const sentHost = String(headers.host ?? url.authority)
  const host = sentHost.toLowerCase()
  const listener = chooseListener(snapshot, input.listener, url, host, ports)
  if (!listener) refuseListener(input.listener ?? url.protocol, snapshot.listeners, locale)
  const sni = (input.sni ?? withoutPort(host)).toLowerCase()
  const request: RoutingRequest = {
    method: input.method,
    host,
    target: url.target,
    headers,
    protocol: listener.protocol,
    ...(listener.protocol === 'https' ? { sni } : {}),
  }
  return { request, host: sentHost, listener, clientAddress: input.clientIp ?? DEFAULT_CLIENT, port: portOf(listener, ports), httpsPort: ports.https }
}

const addressOf = (typed: StreamRequest['source']) => (typed ? { ip: typed.ip, port: typed.port ?? null } : null)

/**
 * A typed connection or datagram as it would arrive at a listener: the one named, or by the port of its destination.
 * @throws {AppError} INVALID naming `listener` when there is none
 */
export function arriveAsStream(snapshot: Snapshot, input: StreamRequest, locale: Locale): StreamArrival {
  const { protocol, source, destination, sni } = input
  const same = snapshot.streams.filter((stream) => stream.protocol === protocol)
  const port = destination?.port
  const onPort = () => (port === undefined ? same[0] : same.find((one) => one.port === port)) ?? same.find((one) => one.port === null)
  const listener = input.listener === undefined ? onPort() : same.find(({ name }) => name === input.listener)
  if (!listener) refuseListener(input.listener ?? `${protocol}${port === undefined ? '' : ` :${port}`}`, same, locale)
  const request = { protocol, source: addressOf(source), destination: addressOf(destination), ...(sni === undefined ? {} : { sni: sni.toLowerCase() }) }
  return { request, listener }
}
