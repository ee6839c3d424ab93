import { Agent, ProxyAgent, type Dispatcher } from 'undici'

/** Where an API server is. */
export type Reach = {
  /** An address with scheme, and with a path where a gateway serves several clusters. */
  server: string
  /** The name in the server's certificate, where it is not that of the address. */
  servername?: string | undefined
  /** The certificate of the server is not checked. */
  isInsecure?: boolean
  /** `http:` or `https:`. */
  proxyUrl?: string | undefined
}

/** PEM texts. An authority that is not given is one of those that Node knows. */
export type TlsMaterial = { ca?: string; cert?: string; key?: string }

/** What is sent: reads and watches share connections, each a stream of HTTP/2; what has a body goes over HTTP/1.1. */
export type Traffic = 'reads' | 'writes'

/** Connections to an API server; new ones are made when the certificates have changed. */
export type Transport = {
  dispatcher(tls: TlsMaterial, traffic: Traffic): Dispatcher
  close(): Promise<void>
}

const fingerprint = ({ ca = '', cert = '', key = '' }: TlsMaterial): string => `${ca}\n${cert}\n${key}`

function open({ servername, isInsecure, proxyUrl }: Reach, tls: TlsMaterial, traffic: Traffic): Dispatcher {
  const connect = { ...tls, ...(servername ? { servername } : {}), ...(isInsecure ? { rejectUnauthorized: false } : {}), timeout: 10_000 }
  // A body that is given up half-way over HTTP/2 can leave Node's nghttp2 packing frames without end.
  const options = { allowH2: traffic === 'reads', keepAliveTimeout: 60_000 }
  return proxyUrl ? new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect }) : new Agent({ ...options, connect })
}

export function openTransport(reach: Reach): Transport {
  const current = new Map<Traffic, { key: string; dispatcher: Dispatcher }>()
  return {
    dispatcher(tls, traffic) {
      const key = fingerprint(tls)
      const known = current.get(traffic)
      if (known?.key === key) return known.dispatcher
      // What is under way goes on over the old connections.
      void known?.dispatcher.close()
      const dispatcher = open(reach, tls, traffic)
      current.set(traffic, { key, dispatcher })
      return dispatcher
    },
    async close() {
      // What is still under way ends with an error of its own.
      await Promise.allSettled([...current.values()].map(({ dispatcher }) => dispatcher.destroy()))
    },
  }
}
