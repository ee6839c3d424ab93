import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLinkServer } from '#lib/link/controller-server.ts'
import { ControllerState } from '#lib/link/protocol.ts'
import { digestOf } from '#lib/snapshot/codec.ts'

/** `publish` resolves once the proxy serves it. */
export type Controller = { port: number; token: string; publish(encoded: string): Promise<void>; close(): Promise<void> }

const POLL_MS = 20
const PATIENCE_MS = 60_000

/** The controller's end of the link, for one proxy. */
export async function startController(): Promise<Controller> {
  const token = randomBytes(32).toString('base64url')
  const server = await startLinkServer({ id: 'bench', host: '127.0.0.1', port: 0, token, onChanged: () => Promise.resolve() })
  const served = async (): Promise<string | undefined> => {
    const response = await fetch(`http://127.0.0.1:${server.port}/link/state`, { headers: { authorization: `Bearer ${token}` } })
    const { proxies } = ControllerState.parse(await response.json())
    const [proxy] = proxies
    if (proxy?.state === 'failed') throw new Error(`The proxy refuses a snapshot: ${proxy.message}`)
    return proxy?.digest
  }
  let revision = 1
  return {
    port: server.port,
    token,
    close: () => server.close(),
    async publish(encoded) {
      const digest = digestOf(encoded)
      server.publish({ type: 'publication', revisions: { default: ++revision }, digest, snapshot: encoded })
      for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(POLL_MS)) {
        if ((await served()) === digest) return
      }
      throw new Error('A snapshot was published, but is not served')
    },
  }
}
