import { onTestFinished } from 'vitest'
import { startLinkServer, type LinkServer, type LinkServerOptions } from '../controller-server.ts'
import type { Counter, ProxyReport } from '../protocol.ts'
import { connectProxyLink, type ProxyLink, type ProxyLinkOptions, type Publication } from '../proxy-client.ts'

export const TOKEN = 'a-link-token-of-the-tests-that-is-long-enough'

const LATENCY = Array.from({ length: 14 }, () => 0)

export const makeCounter = (requests: number): Counter => ({
  workspace: 'default',
  route: 'shop',
  side: 'stable',
  service: 'shop',
  target: '127.0.0.1:1',
  requests,
  errors: 0,
  latency: LATENCY,
  bytesIn: 0,
  bytesOut: 0,
})

export const makePublication = (revision: number, digest = `digest-${revision}`): Publication & { snapshot: string } => ({
  type: 'publication',
  revisions: { default: revision },
  digest,
  snapshot: `snapshot ${digest}`,
})

/** A controller on a free port of the loopback; closed when the test ends. */
export async function startController(over: Partial<LinkServerOptions> = {}): Promise<LinkServer> {
  const server = await startLinkServer({ id: 'c1', host: '127.0.0.1', port: 0, token: TOKEN, onChanged: async () => {}, pingMs: 20, ...over })
  let closed: Promise<void> | undefined
  const close = () => (closed ??= server.close())
  onTestFinished(close)
  return { ...server, close }
}

type TestProxy = { taken: Publication[]; reasons: string[]; link: ProxyLink; count(requests: number): void }
type Given = Partial<ProxyLinkOptions> & { startedAt?: string; requests?: number; held?: string }

/** A proxy that holds what it is given, on the real client. */
export function startProxy(url: string, { id = 'p1', startedAt = '2026-01-01T00:00:00.000Z', requests = 0, held = '', ...over }: Given = {}): TestProxy {
  const taken: Publication[] = []
  const reasons: string[] = []
  let digest = held
  let counted = requests
  const report = (): ProxyReport => ({
    id,
    startedAt,
    state: 'serving',
    digest,
    revisions: taken.at(-1)?.revisions ?? {},
    attempted: {},
    ports: { http: 1, https: 2, status: 3 },
    counters: [makeCounter(counted)],
  })
  const link = connectProxyLink({
    id,
    controllerUrl: () => url,
    token: TOKEN,
    heldDigest: () => digest,
    onPublication: async (next) => {
      taken.push(next)
      digest = next.digest
    },
    onState: ({ reason }) => reasons.push(reason),
    report,
    countersVersion: () => counted,
    times: { minBackOff: 5, maxBackOff: 20, silence: 1000, tick: 20, quietReport: 20 },
    ...over,
  })
  onTestFinished(() => link.close())
  return { taken, reasons, link, count: (more) => void (counted += more) }
}
