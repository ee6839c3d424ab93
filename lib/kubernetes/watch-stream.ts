/** An object as it comes from the API server, before anything was taken out of it. */
export type RawObject = { metadata: { name: string; namespace?: string; resourceVersion: string } }

export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: RawObject }
  | { type: 'ERROR'; object: { message?: string; reason?: string; code?: number } }

/** The events of a watch: one JSON text a line. What is left without an end of line when the stream ends is dropped. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const from = rest.length
    rest += decoder.decode(chunk, { stream: true })
    let start = 0
    for (let end = rest.indexOf('\n', from); end !== -1; end = rest.indexOf('\n', start)) {
      if (end > start) yield JSON.parse(rest.slice(start, end)) as WatchEvent
      start = end + 1
    }
    rest = rest.slice(start)
  }
}
