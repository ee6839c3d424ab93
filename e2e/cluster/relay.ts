import { readFileSync } from 'node:fs'
import { connect, createServer, isIP, type AddressInfo, type Socket } from 'node:net'
import { parse, stringify } from 'yaml'

/** A TCP relay before an API server, which can fail in the ways in which networks do. */
export type Relay = {
  port: number
  /** Connections stay, and nothing goes through any more, in either direction: nobody is told. */
  freeze(): void
  /** New connections go through; those from before stay as dead as they are. */
  forget(): void
  /** Ends all connections, and new ones too until `mend`. */
  cut(): void
  mend(): void
  /** How many connections were made so far. */
  connections(): number
  stop(): Promise<void>
}

/** @param kubeconfig the file that names the API server */
export async function startRelay(kubeconfig: string): Promise<Relay> {
  const { hostname, port } = serverOf(kubeconfig)
  const sockets = new Set<Socket>()
  let isFrozen = false
  let isCut = false
  let count = 0
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    if (isFrozen) socket.pause()
  }
  const server = createServer((near) => {
    if (isCut) return near.resetAndDestroy()
    count += 1
    const far = connect(Number(port || 443), hostname)
    for (const [from, to] of [[near, far], [far, near]] as const) {
      keep(from)
      from.on('data', (chunk: Buffer) => to.write(chunk)).on('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    forget() {
      isFrozen = false
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.resetAndDestroy()
    },
    mend() {
      isCut = false
    },
    connections: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Config = { clusters: { cluster: { server: string } }[] }
const read = (kubeconfig: string): Config => parse(readFileSync(kubeconfig, 'utf8')) as Config
const serverOf = (kubeconfig: string): URL => new URL(read(kubeconfig).clusters[0]!.cluster.server)

/** The port of the server that a kubeconfig names. */
export const portOf = (kubeconfig: string): number => Number(serverOf(kubeconfig).port)

/** The text of a kubeconfig, by way of another port of this machine. */
export function throughPort(kubeconfig: string, port: number): string {
  const config = read(kubeconfig)
  const { hostname } = serverOf(kubeconfig)
  const name = isIP(hostname) ? {} : { 'tls-server-name': hostname }
  const clusters = config.clusters.map((each) => ({ ...each, cluster: { ...each.cluster, ...name, server: `https://127.0.0.1:${port}` } }))
  return stringify({ ...config, clusters })
}
