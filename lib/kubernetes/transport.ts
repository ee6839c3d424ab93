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

/** Connections to an API server; new ones are made when the certificates have changed. */
export type Transport = {
  dispatcher(tls: TlsMaterial): Dispatcher
  close(): Promise<void>
}

const fingerprint = ({ ca = '', cert = '', key = '' }: TlsMaterial): string => `${ca}\n${cert}\n${key}`

function open({ servername, isInsecure, proxyUrl }: Reach, tls: TlsMaterial): Dispatcher {
  const connect = { ...tls, ...(servername ? { servername } : {}), ...(isInsecure ? { rejectUnauthorized: false } : {}), timeout: 10_000 }
  // Each of the many watches is a stream of one connection; over HTTP/1.1 each would have one of its own.
  const options = { allowH2: true, keepAliveTimeout: 60_000 }
  return proxyUrl ? new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect }) : new Agent({ ...options, connect })
}

export function openTransport(reach: Reach): Transport {
  let current: { key: string; dispatcher: Dispatcher } | null = null
  return {
    dispatcher(tls) {
      const key = fingerprint(tls)
      if (current?.key !== key) {
        // What is under way goes on over the old connections.
        void current?.dispatcher.close()
        current = { key, dispatcher: open(reach, tls) }
      }
      return current.dispatcher
    },
    async close() {
      await current?.dispatcher.destroy()
    },
  }
}
