import type { ServerResponse } from 'node:http'
import type { DeltaSteps } from './delta.ts'
import type { ControllerMessage } from './protocol.ts'

type Publication = Extract<ControllerMessage, { type: 'publication' }>

/** A proxy's open stream: it gets the newest publication, and a ping after each silence. */
export type SnapshotStream = { offer(publication: Publication): void; close(): void }

/** How a publication is made of the snapshot of another digest; null: that is not known, or not worth it. */
export type DeltaFrom = (digest: string, to: Publication) => DeltaSteps | null

export type StreamOptions = {
  /** Digest that the proxy has already; its snapshot is not sent again. */
  held: string
  /** Silence, in milliseconds, after which a ping is sent. */
  pingMs: number
  /** Null: the proxy does not understand changes. */
  deltaFrom: DeltaFrom | null
}

/** Writes publications to one proxy as NDJSON. A slow proxy skips what was overtaken while its socket was full. */
export function snapshotStream(response: ServerResponse, { held, pingMs, deltaFrom }: StreamOptions): SnapshotStream {
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
    const steps = publication.digest === sentDigest ? null : (deltaFrom?.(sentDigest, publication) ?? null)
    if (publication.digest === sentDigest || snapshot === undefined) write(named)
    else if (steps) write({ ...named, delta: { from: sentDigest, steps } })
    else write({ ...named, snapshot })
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
