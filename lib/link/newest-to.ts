import type { ServerResponse } from 'node:http'

/** What is to be told of a state: where the socket has no room, once it has, and then the newest alone. */
export function newestTo(stream: ServerResponse, text: () => string): () => void {
  let isWaiting = false
  const tell = () => {
    if (stream.writableEnded || stream.destroyed || isWaiting) return
    if (!stream.writableNeedDrain) return void stream.write(text())
    isWaiting = true
    stream.once('drain', () => {
      isWaiting = false
      tell()
    })
  }
  return tell
}
