import { compile } from '#lib/compile/compile.ts'
import { diagnoseReach } from '#lib/compile/reach/reach.ts'
import type { Env } from '#lib/env.ts'
import type { FailurePolicy, Target } from '#lib/kubernetes/admission/configuration.ts'
import { bundleOf, type Lifetimes } from '#lib/kubernetes/admission/material.ts'
import { keepMaterial } from '#lib/kubernetes/admission/material-keeper.ts'
import type { MaterialStore } from '#lib/kubernetes/admission/material-store.ts'
import { neighbourhood } from '#lib/kubernetes/admission/neighbours.ts'
import { keepRegistered, type Registration } from '#lib/kubernetes/admission/registration.ts'
import type { Scene } from '#lib/kubernetes/admission/review.ts'
import { pathFor, startWebhookServer, type Counts } from '#lib/kubernetes/admission/server.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import type { Log } from '#lib/kubernetes/log.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'
import type { Elections } from './elections.ts'

/** What of a workspace the webhook judges by. */
export type Judged = { settings: KubernetesWorkspace; reading: Scene['reading']; objects: Scene['objects'] }

/** The webhook's part in one workspace. */
export type Admitted = {
  /** To be called after each reading of the cluster. */
  update(judged: Judged): void
  /** Where its cluster is no longer served: the API server is told to ask no more. */
  retire(): Promise<void>
  stop(): Promise<void>
}

export type Admission = {
  port: number
  counts(): Counts
  /** Why nobody is asked, or not with a fresh certificate, for people. */
  problem(): string | null
  join(client: Client, workspace: string): Admitted
  /** After all workspaces. */
  stop(): Promise<void>
}

export type AdmissionOptions = {
  host: string
  webhook: NonNullable<Env['webhook']>
  store: MaterialStore
  elections: Elections
  log: Log
  timing?: { lifetimes?: Lifetimes; lookMs?: number }
}

const RETIRE_MS = 10_000

function check(config: RoutingConfig): Diagnostic[] {
  const compiled = compile([config], { now: new Date() })
  return [...compiled.diagnostics, ...diagnoseReach(compiled, [config])]
}

const nameOf = (target: Target) => (target.type === 'url' ? new URL(target.url).hostname.replace(/^\[|\]$/g, '') : `${target.name}.${target.namespace}.svc`)

/** An address with the port 0 stands for the port that was found. */
function placed(target: Target, port: number): Target {
  if (target.type === 'service') return target
  return { type: 'url', url: target.url.replace(/^(https:\/\/[^/]*):0(?=\/|$)/i, `$1:${port}`) }
}

/**
 * The validating webhook of all clusters that are served: a server with a certificate of its own, registered by the leader.
 * @throws {StartError} when its port is taken
 */
export async function startAdmission({ host, webhook, store, elections, log, timing = {} }: AdmissionOptions): Promise<Admission> {
  const scenes = new Map<string, Scene>()
  const registrations = new Map<Registration, () => void>()
  const failurePolicy: FailurePolicy = webhook.failurePolicy
  const server = await startWebhookServer({ host, port: webhook.port, sceneOf: (workspace) => scenes.get(workspace) ?? null, log })
  const target = placed(webhook.target, server.port)
  const keeper = keepMaterial({
    ...timing,
    store,
    names: [nameOf(target)],
    log,
    onChange(material) {
      server.show(material)
      for (const register of registrations.values()) register()
    },
  })

  return {
    port: server.port,
    counts: server.counts,
    problem: () => keeper.problem() ?? [...registrations.keys()].map((one) => one.problem()).find((problem) => problem !== null) ?? null,
    join(client, workspace) {
      const near = neighbourhood()
      let settings: KubernetesWorkspace | null = null
      const registration = keepRegistered({ client, log, ...(timing.lookMs === undefined ? {} : { lookMs: timing.lookMs }) })
      const register = () => {
        const material = keeper.current()
        if (!settings || !material) return
        const path = pathFor(material, workspace)
        registration.update({ workspace: settings, namespace: client.namespace, target, failurePolicy, caBundle: bundleOf(material), path })
      }
      registrations.set(registration, register)
      const candidate = elections.join(client, registration.lead)
      const leave = async () => {
        registrations.delete(registration)
        await candidate.leave()
      }
      return {
        update(judged) {
          const { reading, objects } = judged
          scenes.set(workspace, { workspace: judged.settings, reading, objects, neighbourhood: near, check })
          const isNew = settings !== judged.settings
          settings = judged.settings
          if (isNew) register()
        },
        async retire() {
          const wasLeading = candidate.isLeading()
          scenes.delete(workspace)
          await leave()
          if (wasLeading) await registration.remove(AbortSignal.timeout(RETIRE_MS))
        },
        stop: leave,
      }
    },
    async stop() {
      await keeper.stop()
      await server.close()
    },
  }
}
