import { writeFileSync } from 'node:fs'
import { startContainer, type Container, type Ending, type Mount } from './container.ts'
import type { Cluster } from './kube.ts'
import { environmentOf, ofKind, templateOf, workloadsOf, type ContainerSpec, type Manifest } from './manifests.ts'
import { openPodFiles, type PodFiles } from './pod-files.ts'
import { nextAddress } from './pods.ts'
import { isPassed, portOf, startLimitMs, untilPassed } from './probes.ts'

/** A pod as its manifest says, on an address of its own. */
export type RunningPod = {
  name: string
  ip: string
  /** Those that were started so far, init containers too. */
  containers: ReadonlyMap<string, Container>
  /** Resolves when its init containers have ended well, and every container was found ready and alive by its probes. */
  ready: Promise<void>
  /** Whether the readiness probe of a container is passed now. */
  isReady(container: string): Promise<boolean>
  /** SIGTERM to all, without the pause before it; who is still there when the time is over that the manifest leaves is killed. */
  stop(): Promise<Record<string, Ending>>
  /** As if its node was lost. */
  kill(): Promise<void>
}

/** What starts the pods of manifests that were applied to a cluster, and knows the addresses of its headless Services. */
export type Kubelet = {
  /** Starts a pod of a workload. */
  start(workload: string): RunningPod
  /** From now on the name of a V1Service means this address. */
  setName(service: string, ip: string): void
  close(): Promise<void>
}

/** A kubelet waits for ever; a test does not. */
const READY_MS = 60_000
const DEFAULT_GRACE_SECONDS = 30

/** The addresses of ready pods by the names of headless Services. */
function headless(manifests: readonly Manifest[], ready: ReadonlyMap<RunningPod, Record<string, string>>): [name: string, ip: string][] {
  const services = ofKind(manifests, 'Service').filter(({ spec }) => spec.clusterIP === 'None')
  return services.flatMap(({ metadata, spec }) => {
    const selector = Object.entries(spec.selector as Record<string, string>)
    const selected = [...ready].filter(([, labels]) => selector.every(([label, value]) => labels[label] === value))
    return selected.map(([{ ip }]): [string, string] => [metadata.name, ip])
  })
}

export function startKubelet(cluster: Cluster, manifests: readonly Manifest[]): Kubelet {
  const files = openPodFiles(cluster)
  const names = new Map<string, string>()
  const ready = new Map<RunningPod, Record<string, string>>()
  const pods: RunningPod[] = []
  const writeHosts = () => files.setHosts([...names, ...headless(manifests, ready)])

  return {
    start(name) {
      const workload = workloadsOf(manifests).find(({ metadata }) => metadata.name === name)
      if (!workload) throw new Error(`There is no ${name} in the manifests`)
      const onReady = (isReady: boolean) => {
        if (isReady) ready.set(pod, templateOf(workload).metadata.labels)
        else ready.delete(pod)
        writeHosts()
      }
      const pod = startPod({ manifests, workload, name: `${name}-${pods.length}`, files, onReady })
      // Whoever waits for it is told.
      pod.ready.catch(() => {})
      pods.push(pod)
      return pod
    },
    setName(service, ip) {
      names.set(service, ip)
      writeHosts()
    },
    async close() {
      await Promise.all(pods.map((pod) => pod.kill()))
      files.close()
    },
  }
}

type Start = { manifests: readonly Manifest[]; workload: Manifest; name: string; files: PodFiles; onReady: (isReady: boolean) => void }

function startPod({ manifests, workload, name, files, onReady }: Start): RunningPod {
  const { spec } = templateOf(workload)
  const ip = nextAddress()
  const containers = new Map<string, Container>()
  const volumes = files.volumes(name, spec)

  const environment = (container: ContainerSpec): Record<string, string> => {
    const env = environmentOf(manifests, container)
    return {
      HOSTNAME: name,
      KUBERNETES_SERVICE_HOST: files.server.hostname,
      KUBERNETES_SERVICE_PORT: files.server.port,
      ...env,
      // All pods are on one machine here, where "every address" would be those of the others too.
      SLUICE_HOST: ip,
      ...(env.SLUICE_LINK_HOST === '0.0.0.0' && { SLUICE_LINK_HOST: ip }),
    }
  }
  const run = (container: ContainerSpec, common: readonly Mount[]): Container => {
    const own = (container.volumeMounts ?? []) as { name: string; mountPath: string }[]
    const started = startContainer({
      root: files.root(),
      hostName: name,
      user: spec.securityContext.runAsUser,
      group: spec.securityContext.runAsGroup,
      command: container.command!,
      mounts: [...common, ...own.map((mount) => ({ from: volumes.get(mount.name)!, to: mount.mountPath, isWritable: true }))],
      env: environment(container),
    })
    containers.set(container.name, started)
    return started
  }
  const probeAll = async (container: ContainerSpec): Promise<void> => {
    const running = containers.get(container.name)!
    for (const which of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
      const probe = container[which]
      if (!probe) continue
      const limitMs = which === 'startupProbe' ? startLimitMs(probe) : READY_MS
      const isIn = await untilPassed(probe, ip, portOf(container, probe), { limitMs, isGone: () => running.ending() !== null })
      if (!isIn) throw new Error(`${name}: the ${which} of ${container.name} fails\n${running.output()}`)
    }
  }
  const begin = async () => {
    for (const { name: sysctl, value } of spec.securityContext.sysctls ?? []) writeFileSync(`/proc/sys/${sysctl.replaceAll('.', '/')}`, value)
    const common = await files.common(workload.metadata.namespace!, spec)
    for (const init of spec.initContainers ?? []) {
      const running = run(init, common)
      const { code } = await running.ended
      if (code !== 0) throw new Error(`${name}: ${init.name} ended with ${code}\n${running.output()}`)
    }
    const started = spec.containers.map((container) => run(container, common))
    await Promise.all(spec.containers.map(probeAll))
    onReady(true)
    for (const { ended } of started) void ended.then(() => onReady(false))
  }
  const end = async ({ name: containerName, lifecycle }: ContainerSpec): Promise<[string, Ending]> => {
    const running = containers.get(containerName)!
    const pause = (lifecycle?.preStop?.sleep?.seconds ?? 0) as number
    const grace = (spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) as number
    const late = setTimeout(() => running.kill('SIGKILL'), (grace - pause) * 1000)
    running.kill('SIGTERM')
    const ending = await running.ended
    clearTimeout(late)
    return [containerName, ending]
  }

  return {
    name,
    ip,
    containers,
    ready: begin(),
    isReady(containerName) {
      const container = spec.containers.find((each) => each.name === containerName)!
      return isPassed(container.readinessProbe!, ip, portOf(container, container.readinessProbe!))
    },
    async stop() {
      onReady(false)
      return Object.fromEntries(await Promise.all(spec.containers.map(end)))
    },
    async kill() {
      for (const container of containers.values()) container.kill('SIGKILL')
      await Promise.all([...containers.values()].map(({ ended }) => ended))
      onReady(false)
    },
  }
}
