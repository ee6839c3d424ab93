import { compile } from '#lib/compile/compile.ts'
import { compileMemo } from '#lib/compile/memo.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { median } from '../statistics.ts'
import { readTask } from '../run-child.ts'
import { generateRoutes } from './route-specs.ts'
import { toConfig } from './to-config.ts'

/** `change`: one route is another object each time; else all is compiled from scratch. */
export type CompileTask = { count: number; change: boolean; warmUps: number; runs: number }
export type CompileAnswer = { medianMs: number }

const NOW = new Date(0)

/** The same configuration with one route replaced by one of another header, and nothing else touched. */
function withChange(config: RoutingConfig, run: number): RoutingConfig {
  const at = (run * 7919) % config.routes.length
  const declared = config.routes[at]!
  const changed = { ...declared, object: { ...declared.object, headers: { 'x-run': [String(run)] } } }
  return { ...config, revision: config.revision + 1, routes: config.routes.with(at, changed) }
}

/** Milliseconds of one compile(), the snapshot included, without what brings it to the proxy. */
export function measure({ count, change, warmUps, runs }: CompileTask): CompileAnswer {
  let config = toConfig(generateRoutes(count, 'hosts'))
  const times: number[] = []
  let memo = compileMemo()
  for (let run = 0; run < warmUps + runs; run++) {
    if (change) config = withChange(config, run)
    else memo = compileMemo()
    globalThis.gc?.()
    const begin = performance.now()
    const { snapshot } = compile([config], { now: NOW, memo })
    times.push(performance.now() - begin)
    if (snapshot.routes.length !== count) throw new Error(`${snapshot.routes.length} routes of ${count} were compiled`)
  }
  return { medianMs: median(times.slice(warmUps)) }
}

if (process.send) process.send(measure(readTask<CompileTask>()))
