import net from 'node:net'
import tls from 'node:tls'
import { HOST } from '../site.ts'

/** A new connection to a port of this machine. What is written before it stands is sent then. */
export function connectTo(port: number, isTls: boolean, session?: Buffer): net.Socket {
  if (!isTls) return net.connect({ host: '127.0.0.1', port, noDelay: true })
  const options: tls.ConnectionOptions = {
    host: '127.0.0.1', port, servername: HOST, minVersion: 'TLSv1.3', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'],
    // The group that every TLS library here has: what is compared is the proxies, not their newest key exchange.
    ecdhCurve: 'X25519',
  }
  return tls.connect(session ? { ...options, session } : options)
}

/** A request for a path of the site. @param headers beside Host */
export function requestFor(path: string, close = false, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ ...headers, ...(close && { Connection: 'close' }) }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n${lines.join('')}\r\n`
}
