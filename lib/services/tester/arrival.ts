import { listenerHostname } from '#lib/compile/hosts.ts'
import type { Listener } from '#lib/model/listener.ts'
import type { HttpRequest, StreamRequest } from '#lib/model/request.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { parseHost } from '#lib/routing/host.ts'
import { fittingListeners } from '#lib/routing/listener-host.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { CompiledListener, CompiledStream, Snapshot } from '#lib/snapshot/snapshot.ts'
import { say, type Locale } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import type { Arrival } from './predict.ts'
import type { StreamArrival } from './predict-stream.ts'

/** Where the proxies' built-in listeners stand. */
export type ProxyPorts = { http: number; https: number }

/** Where a typed request arrives. `config`: of the workspace that asks; its listeners are meant by their names first. */
export type Grounds = { snapshot: Snapshot; config: Pick<RoutingConfig, 'listeners'>; ports: ProxyPorts; locale: Locale }

const DEFAULT_PORTS = { http: 80, https: 443 }
const DEFAULT_CLIENT = '192.0.2.1'

type SplitUrl = { protocol: 'http' | 'https'; authority: string; target: string }

/** What a person types is text: other letters than ASCII are sent as UTF-8, as a browser would. */
const escapeTyped = (target: string) => target.toWellFormed().replace(/\P{ASCII}+/gu, (text) => encodeURIComponent(text))

/** Taken apart by hand: the URL class would resolve dot segments that the proxy must see. */
function splitUrl(url: string): SplitUrl {
  const [, scheme, authority, rest] = /^(https?):\/\/([^/?#]+)([^#]*)$/i.exec(url)!
  const target = rest!.startsWith('/') ? rest! : `/${rest}`
  return { protocol: scheme!.toLowerCase() as 'http' | 'https', authority: authority!, target: escapeTyped(target) }
}

const portOf = (listener: CompiledListener, ports: ProxyPorts) => listener.port ?? ports[listener.protocol]

/** What a listener became that may be shared with one of another name. */
const isOf = ({ protocol, port, hostname }: Listener) => (one: CompiledListener | CompiledStream) =>
  one.protocol === protocol && one.port === (port ?? null) && (!('hostname' in one) || one.hostname === listenerHostname(hostname))

/** The listener of a name: the workspace's own, else another's. */
function named<T extends CompiledListener | CompiledStream>(compiled: readonly T[], wanted: string, { config }: Grounds): T | undefined {
  const own = config.listeners.find(({ object }) => object.name === wanted)?.object
  return compiled.find(own ? isOf(own) : ({ name }) => name === wanted)
}

/** Those that the proxy would ask in turn: of the URL's port those that fit the host best. Empty: there is none for the scheme. */
function chooseListeners(grounds: Grounds, wanted: string | undefined, url: SplitUrl, host: string): CompiledListener[] {
  const { snapshot, ports } = grounds
  if (wanted !== undefined) {
    const listener = named(snapshot.listeners, wanted, grounds)
    return listener ? [listener] : []
  }
  const port = Number(/:(\d+)$/.exec(url.authority)?.[1] ?? DEFAULT_PORTS[url.protocol])
  const same = snapshot.listeners.filter(({ protocol }) => protocol === url.protocol)
  const there = same.filter((listener) => portOf(listener, ports) === port)
  const onPort = there.length > 0 ? there : same.filter(({ port: own }) => own === null)
  const fitting = fittingListeners(onPort, host)
  return fitting.length > 0 ? fitting : (onPort.length > 0 ? onPort : same).slice(0, 1)
}

function refuseListener(listener: string, there: readonly { name: string }[], locale: Locale): never {
  const names = there.map(({ name }) => name).join(', ') || '—'
  refuseInput([{ path: ['listener'], message: say(locale, 'noSuchListener', { listener, names }) }])
}

/**
 * A typed request as it would arrive at a listener: the one named, or by the URL's port, or the built-in one.
 * @throws {AppError} INVALID naming `listener` when there is none of that name, or none for the URL's scheme
 */
export function arrive(grounds: Grounds, input: HttpRequest): Arrival {
  const { snapshot, ports, locale } = grounds
  const url = splitUrl(input.url)
  const headers: Record<string, string | string[]> = Object.fromEntries(Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const sentHost = String(headers.host ?? url.authority)
  const host = sentHost.toLowerCase()
  const listeners = chooseListeners(grounds, input.listener, url, host)
  const [listener] = listeners
  if (!listener) refuseListener(input.listener ?? url.protocol, snapshot.listeners, locale)
  const sni = input.sni?.toLowerCase() ?? parseHost(host).name
  const request: RoutingRequest = {
    method: input.method,
    host,
    target: url.target,
    headers,
    protocol: listener.protocol,
    ...(listener.protocol === 'https' ? { sni } : {}),
  }
  return { request, host: sentHost, listeners, clientAddress: input.clientIp ?? DEFAULT_CLIENT, port: portOf(listener, ports), httpsPort: ports.https }
}

const addressOf = (typed: StreamRequest['source']) => (typed ? { ip: typed.ip, port: typed.port ?? null } : null)

/**
 * A typed connection or datagram as it would arrive at a listener: the one named, or by the port of its destination.
 * @throws {AppError} INVALID naming `listener` when there is none
 */
export function arriveAsStream(grounds: Grounds, input: StreamRequest): StreamArrival {
  const { protocol, source, destination, sni } = input
  const same = grounds.snapshot.streams.filter((stream) => stream.protocol === protocol)
  const port = destination?.port
  const onPort = () => (port === undefined ? same[0] : same.find((one) => one.port === port)) ?? same.find((one) => one.port === null)
  const listener = input.listener === undefined ? onPort() : named(same, input.listener, grounds)
  if (!listener) refuseListener(input.listener ?? `${protocol}${port === undefined ? '' : ` :${port}`}`, same, grounds.locale)
  const request = { protocol, source: addressOf(source), destination: addressOf(destination), ...(sni === undefined ? {} : { sni: sni.toLowerCase() }) }
  return { request, listener }
}
