import { compile } from '#lib/compile/compile.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { compileStored } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { verb } from '../verb.ts'
import { arrive, arriveAsStream, type ProxyPorts } from './arrival.ts'
import { draftConfig } from './draft.ts'
import { healthFor } from './health.ts'
import { TesterRequest } from './input.ts'
import { predict } from './predict.ts'
import { predictStream } from './predict-stream.ts'
import type { Explanation } from './result.ts'

/** The ports that a proxy says it has; the configured ones while none is connected. */
export async function proxyPorts({ controller, env }: Pick<ServiceContext, 'controller' | 'env'>): Promise<ProxyPorts> {
  const ports = await controller.state().then(
    (state) => state.proxies[0]?.ports,
    () => undefined,
  )
  return ports ?? { http: env.httpPort, https: env.httpsPort }
}

async function configured(ctx: ServiceContext, { draft }: TesterRequest): Promise<{ snapshot: Snapshot; config: RoutingConfig }> {
  if (!draft) return compileStored(ctx, ctx.workspace)
  const config = draftConfig(draft, ctx.locale)
  return { snapshot: compile([config], { now: ctx.now() }).snapshot, config }
}

/** @throws {AppError} INVALID */
export async function explain(ctx: ServiceContext, input: TesterRequest): Promise<Explanation> {
  const { snapshot, config } = await configured(ctx, input)
  const grounds = { snapshot, config, ports: await proxyPorts(ctx), locale: ctx.locale }
  const revision = input.draft ? null : config.revision
  if (input.protocol !== undefined) return { ...predictStream(snapshot, arriveAsStream(grounds, input), ctx.locale), revision }
  const arrival = arrive(grounds, input)
  const health = input.draft ? {} : { health: await healthFor(ctx, snapshot, arrival) }
  return { ...predict(snapshot, { ...arrival, ...health }, ctx.locale), revision }
}

export const explainRequest = verb({
  summary: 'Where a request would go, and why every other candidate would not take it',
  role: 'viewer',
  input: TesterRequest,
  run: explain,
})
