import { createServer } from 'node:net'
import { StartError } from '#lib/errors.ts'

/** A port to be listened on, with the variable that sets it. */
export type WantedPort = { variable: string; host: string; port: number }

function reasonOf(error: NodeJS.ErrnoException, { variable, host, port }: WantedPort): string {
  if (error.code === 'EADDRINUSE') return `${variable} ${port} is in use by another process. Stop it, or set ${variable} to a free port.`
  if (error.code === 'EACCES') return `${variable} ${port} needs more rights. Set ${variable} to a port above 1023.`
  if (error.code === 'EADDRNOTAVAIL') return `${variable === 'SLUICE_CONTROLLER_PORT' ? 'SLUICE_LINK_HOST' : 'SLUICE_HOST'} ${host} is not an address of this machine.`
  return `${variable} ${port} cannot be listened on: ${error.message}`
}

function probe(wanted: WantedPort): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartError(reasonOf(error, wanted))))
    server.listen({ host: wanted.host, port: wanted.port, exclusive: true }, () => server.close(() => resolve()))
  })
}

/**
 * Tries every port before anything starts. Port 0 (any free one) is tried too: it shows whether the address is ours.
 * @throws {StartError} with a line for each port that cannot be listened on
 */
export async function probePorts(wanted: readonly WantedPort[]): Promise<void> {
  const lines: string[] = []
  const taken = new Map<number, string>()
  for (const item of wanted) {
    const other = taken.get(item.port)
    if (item.port !== 0 && other !== undefined) {
      lines.push(`${other} and ${item.variable} are both ${item.port}.`)
      continue
    }
    taken.set(item.port, item.variable)
    await probe(item).catch((error: Error) => lines.push(error.message))
  }
  if (lines.length > 0) throw new StartError([...new Set(lines)].join('\n'))
}
