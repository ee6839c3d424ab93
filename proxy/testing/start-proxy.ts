import { onTestFinished } from 'vitest'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Log } from '../log.ts'
import { startProxy, type ProxyOptions, type RunningProxy } from '../start.ts'
import { makeSnapshot, type TestSnapshot } from './snapshot.ts'

export const LINK_TOKEN = 'the link token of tests'

export type TestProxy = RunningProxy & { http: number; https: number; status: number; serve(snapshot: Snapshot): Promise<void>; lines: string[] }

/** A proxy on free ports of the loopback, without a controller, serving the snapshot; drained when the test ends. */
export async function startTestProxy(snapshot: TestSnapshot | null, options: Partial<ProxyOptions> = {}): Promise<TestProxy> {
  const lines: string[] = []
  const write = (facts: object, message: string) => void lines.push(`${message} ${JSON.stringify(facts)}`)
  const log: Log = { info: write, warn: write, error: write }
  const proxy = await startProxy({
    host: '127.0.0.1', ports: { http: 0, https: 0, status: 0 }, linkToken: LINK_TOKEN, link: null, lastGood: null, log, workers: 'inline', drainMs: 0,
    fastAccept: process.env.SLUICE_FAST_ACCEPT !== 'off', ...options,
  })
  onTestFinished(() => proxy.drain())
  let revision = 0
  const serve = async (next: Snapshot) => {
    const served = await proxy.apply({ default: ++revision }, encodeSnapshot(next))
    if (served.state !== 'serving') throw new Error(served.message)
  }
  if (snapshot) await serve(makeSnapshot(snapshot))
  return { ...proxy, ...proxy.ports, serve, lines }
}
