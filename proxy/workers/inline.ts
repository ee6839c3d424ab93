import type { Injected } from './gate.ts'
import type { Spawn } from './link.ts'
import { createWorker } from './serve.ts'

/** The one worker inside the primary's own thread, for tests that decide chance and clock. */
export const inline = (injected: Injected): Spawn => (settings, events) => {
  // What it says at its very start is heard when the link is there.
  const worker = createWorker(settings, (message) => queueMicrotask(() => events.onMessage(message)), injected)
  return {
    post: (message) => worker.receive(message),
    end() {
      worker.close()
      queueMicrotask(() => events.onEnd({ kind: 'asked', reason: 'it was ended' }))
      return Promise.resolve()
    },
  }
}
