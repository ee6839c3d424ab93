import { readFileSync } from 'node:fs'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import type { TLSSocket } from 'node:tls'
import { isLoopback } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { linkIdentity } from './identity.ts'

export type Listening = {
  host: string
  port: number
  token: string
  /** PEM files to use instead of the identity that is derived from the token; they are looked at again from time to time. */
  certificate?: { certFile: string; keyFile: string } | null
  /** Told what a client was refused for, and from where; of each reason and address once a minute. */
  onRefused?: (reason: string, address: string) => void
  /** Milliseconds between two looks at the files. */
  rereadMs?: number
}

export type Refused = (reason: string, address?: string) => void

type Pair = { cert: string; key: string }

function readPair({ token, certificate }: Listening): Pair {
  if (certificate) return { cert: readFileSync(certificate.certFile, 'utf8'), key: readFileSync(certificate.keyFile, 'utf8') }
  const { certificate: cert, key } = linkIdentity(token)
  return { cert, key }
}

/** A certificate is renewed under a running controller. While its files do not fit together, the one before is shown. */
function followFiles(server: https.Server, first: Pair, options: Listening): void {
  let shown = first
  const timer = setInterval(() => {
    try {
      const next = readPair(options)
      if (next.cert === shown.cert && next.key === shown.key) return
      server.setSecureContext({ ...next, minVersion: 'TLSv1.3' })
      shown = next
    } catch {
      // Half written, or gone for a moment: the next look finds it.
    }
  }, options.rereadMs ?? 60_000)
  server.once('close', () => clearInterval(timer))
}

function createSecure(options: Listening, onRequest: RequestListener): https.Server {
  try {
    const pair = readPair(options)
    const server = https.createServer({ ...pair, minVersion: 'TLSv1.3' }, onRequest)
    if (options.certificate) followFiles(server, pair, options)
    return server
  } catch (error) {
    throw new StartError(`SLUICE_LINK_CERT and SLUICE_LINK_KEY cannot be used: ${(error as Error).message}`)
  }
}

/**
 * An HTTP server for the link: plain on loopback, TLS 1.3 anywhere else. It does not listen yet.
 * @throws {StartError} if the certificate cannot be used
 */
export function createListener(options: Listening, onRefused: Refused, onRequest: RequestListener): http.Server {
  if (isLoopback(options.host)) return keepPatiently(http.createServer(onRequest))
  const server = createSecure(options, onRequest)
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    if (error.code === 'ERR_SSL_HTTP_REQUEST') onRefused('plain HTTP where TLS is spoken', socket.remoteAddress)
  })
  return keepPatiently(server)
}

/** A quiet proxy reports every 5 s: its connection is kept for longer than that. */
function keepPatiently<S extends http.Server>(server: S): S {
  server.keepAliveTimeout = 20_000
  return server
}

/** A refused client tries for ever. */
export function limitedRefusals({ onRefused }: Listening, now: () => number = () => performance.now()): Refused {
  const told = new Map<string, number>()
  return (reason, address = '') => {
    for (const [old, at] of told) if (now() - at >= 60_000) told.delete(old)
    const key = `${reason} ${address}`
    // Many addresses at once are no reason to remember them all.
    if (told.has(key) || told.size >= 100) return
    told.set(key, now())
    onRefused?.(reason, address)
  }
}

function reasonOf(error: NodeJS.ErrnoException, { host, port }: Listening): Error {
  if (error.code === 'EADDRINUSE') return new StartError(`SLUICE_CONTROLLER_PORT ${port} is taken by another program on ${host}`)
  if (error.code === 'EADDRNOTAVAIL') return new StartError(`SLUICE_LINK_HOST ${host} is not an address of this machine`)
  return error
}

/** @throws {StartError} if the port is taken, or the address is none of ours */
export function listen(server: http.Server, options: Listening): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(reasonOf(error, options)))
    server.listen(options.port, options.host, resolve)
  })
}
