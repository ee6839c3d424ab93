import type { ServerResponse } from 'node:http'
import type { ControllerMessage } from './protocol.ts'

type Publication = Extract<ControllerMessage, { type: 'publication' }>

/** A proxy's open stream: it gets the newest publication, and a ping after each silence. */
export type SnapshotStream = { offer(publication: Publication): void; close(): void }

/**
 * Writes publications to one proxy as NDJSON. A slow proxy skips what was overtaken while its socket was full.
 * @param held digest that the proxy has already; its snapshot is not sent again
 * @param pingMs silence after which a ping is sent
 */
export function snapshotStream(response: ServerResponse, held: string, pingMs: number): SnapshotStream {
  let sentDigest = held
  let waiting: Publication | null = null
  // A proxy that reads slowly gets data all the time, and must not pile up pings.
  const ping = setInterval(() => {
    if (!response.writableNeedDrain) write({ type: 'ping' })
  }, pingMs)

  const write = (message: ControllerMessage) => {
    // One that ends may be offered a publication still; a write after its end would be an error that nobody takes.
    if (response.writableEnded || response.destroyed) return
    response.write(`${JSON.stringify(message)}\n`)
    ping.refresh()
  }
  const offer = (publication: Publication) => {
    if (response.writableNeedDrain) {
      waiting = publication
      return
    }
    const { snapshot, ...named } = publication
    write(publication.digest === sentDigest ? named : { ...named, ...(snapshot === undefined ? {} : { snapshot }) })
    sentDigest = publication.digest
  }
  response.on('drain', () => {
    const next = waiting
    waiting = null
    if (next) offer(next)
  })
  response.on('error', () => response.destroy())
  response.on('close', () => clearInterval(ping))
  response.socket?.setKeepAlive(true, pingMs)
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  response.flushHeaders()
  return {
    offer,
    close() {
      clearInterval(ping)
      response.end()
    },
  }
}
