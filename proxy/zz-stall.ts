import { PerformanceObserver } from 'node:perf_hooks'
import { readFileSync } from 'node:fs'
import { MessageChannel } from 'node:worker_threads'
import { digestOf } from '#lib/snapshot/codec.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { prepare, planOf, wholePlan, type Plan } from './workers/plan.ts'
import type { FromWorker } from './workers/protocol.ts'
import { createWorker } from './workers/serve.ts'
const a = readFileSync('/tmp/wk/snap-10000.json', 'utf8')
const b = a.replaceAll('workspace":"default"', 'workspace":"defau1t"').replace(/"value":"(\/[^"]*)"/g, '"value":"$1x"')
const c = a.replace('"weight":100', '"weight":50')
const d = a.replace(/"methods":\[\]/, '"methods":["GET"]')
const e = a.replace(/"preserveHost":true/, '"preserveHost":false')
const gcs: number[] = []
new PerformanceObserver((l) => { for (const g of l.getEntries()) gcs.push(g.duration) }).observe({ entryTypes: ['gc'] })
const waiting = new Map<number, (v: FromWorker) => void>()
const w = createWorker({ number: 0, host: '127.0.0.1', linkToken: 'x', limits: DEFAULT_LIMITS, trustedProxies: [], fastAccept: false, drainMs: 0, isShared: false, secret: new Uint8Array(32), sight: { accessLog: { to: 'off', format: 'json', sample: 1 } } }, (m) => { if (m.type === 'answer' || m.type === 'refusal') waiting.get(m.id)!(m) })
w.receive({ type: 'identity', id: 'x', ports: { http: 8000, https: 8443, status: 1 } })
let id = 0
const ask = (kind: string, rest: object) => new Promise<FromWorker>((r) => { waiting.set(++id, r); w.receive({ type: 'ask', id, kind, ...rest } as never) })
let worst = 0, turns = 0, on = false
const tick = (last: number) => setImmediate(() => { const u = process.threadCpuUsage(); const n = (u.user + u.system) / 1000; if (on) { turns++; worst = Math.max(worst, n - last) }; tick(n) })
tick(0)
async function go(name: string, digest: string, plan: Plan) {
  const { port1, port2 } = new MessageChannel()
  for (const p of plan.parts) port1.postMessage(p)
  await new Promise((r) => setTimeout(r, 200)); gcs.length = 0; worst = 0; turns = 0; on = true
  const t = performance.now()
  const r = await ask('build', { digest, plan: plan.lists, parts: port2 })
  const tb = performance.now() - t
  await ask('commit', { digest })
  await new Promise((r) => setTimeout(r, 300)); on = false
  console.log(name.padEnd(10), r.type, 'built in', tb.toFixed(0), 'worst turn', worst.toFixed(1), 'gc max', Math.max(0, ...gcs).toFixed(1), 'gcs', gcs.filter((g) => g > 3).map((g) => g.toFixed(1)).join(' '), 'parts', plan.parts.length, 'rss', (process.memoryUsage().rss / 1e6).toFixed(0))
}
const P = (t: string) => prepare(digestOf(t), t)
const texts: [string, string][] = process.argv[2] === 'full' ? [['all', b], ['back', a], ['weight', c], ['method', d], ['preserve', e]] : Array.from({ length: 8 }, (_, i) => ['x', i % 2 ? a : b] as [string, string])
let held = P(a)
await go('first', held.digest, wholePlan(held))
for (const [name, t] of texts) { const n = P(t); const t0 = performance.now(); const p = planOf(held, n); const tp = performance.now() - t0; await go(`${name} ${tp.toFixed(0)}`, n.digest, p); held = n }
process.exit()
