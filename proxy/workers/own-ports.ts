import { StartError } from '#lib/errors.ts'
import { probe } from '../listen.ts'
import type { Crew } from './crew.ts'
import type { Protocol } from './protocol.ts'

type Own = { http: number; https: number }

const VARIABLES = { http: 'SLUICE_HTTP_PORT', https: 'SLUICE_HTTPS_PORT' } as const

/** A free port may be taken between the probe and the workers' own listening: then another one is. */
const TRIES_FOR_ANY = 5

async function openOwn(crew: Crew, host: string, isShared: boolean, protocol: Protocol, port: number): Promise<number> {
  for (let tried = 1; ; tried++) {
    try {
      return await crew.listen(protocol, isShared ? await probe(host, port) : port)
    } catch (error) {
      if (port === 0 && isShared && tried < TRIES_FOR_ANY) continue
      throw new StartError(`${VARIABLES[protocol]} ${port}: ${(error as Error).message}`)
    }
  }
}

/**
 * Opens the proxy's own two ports in all workers, both or none.
 * @param isShared several workers share them: each is bound alone for a moment first
 * @throws {StartError} naming the variable of each that cannot be had
 */
export async function openOwnPorts(crew: Crew, host: string, isShared: boolean, ports: Own): Promise<Own> {
  const [http, https] = await Promise.allSettled([openOwn(crew, host, isShared, 'http', ports.http), openOwn(crew, host, isShared, 'https', ports.https)])
  if (http.status === 'fulfilled' && https.status === 'fulfilled') return { http: http.value, https: https.value }
  throw new StartError([http, https].flatMap((port) => (port.status === 'rejected' ? [(port.reason as Error).message] : [])).join('\n'))
}
