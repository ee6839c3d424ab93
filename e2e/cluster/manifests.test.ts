import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseEnv } from '#lib/env.ts'
import { configurationName } from '#lib/kubernetes/admission/configuration.ts'
import { SECRET_NAME } from '#lib/kubernetes/admission/material-store.ts'
import { firstWorkspaces } from '#lib/store/workspace-rules.ts'
import { startLinkServer } from '#lib/link/controller-server.ts'
import { createStatusServer } from '#proxy/status-server.ts'
import { namespace, testCluster } from './kube.ts'
import {
  containersOf, copyDeployment, environmentOf, isSluice, ofKind, OVERLAYS, ROOT, scriptOf, templateOf, workloadsOf,
  type Deployment, type Manifest, type Probe,
} from './manifests.ts'

const cluster = testCluster()
let deployment: Deployment
const built = new Map<string, Manifest[]>()

beforeAll(async () => {
  deployment = await copyDeployment()
  for (const folder of OVERLAYS) built.set(folder, await deployment.build(folder))
})
afterAll(() => deployment?.remove())

const matches = (selector: Record<string, string> = {}, labels: Record<string, string> = {}) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value)

/** A pod as a workload's controller would make it; what a StatefulSet claims is an empty folder here. */
function podOf(workload: Manifest, inNamespace: string): object {
  const { metadata, spec } = templateOf(workload)
  const claims = ((workload.spec.volumeClaimTemplates ?? []) as Manifest[]).map((claim) => ({ name: claim.metadata.name, emptyDir: {} }))
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { ...metadata, name: `${workload.metadata.name}-pod`, namespace: inNamespace },
    spec: { ...spec, volumes: [...(spec.volumes ?? []), ...claims] },
  }
}

const status = createStatusServer({ notReady: () => null, status: () => ({}), metrics: () => [] })

/** The paths for probes that a process answers, on the port of its probes. */
async function answersOf(process: string): Promise<string[]> {
  const paths = ['/healthz', '/readyz']
  // Routes of Next are files.
  if (process === 'dashboard') return paths.filter((asked) => existsSync(path.join(ROOT, `app${asked}/route.ts`)))
  const link = await startLinkServer({ id: 'test', host: '127.0.0.1', port: 0, token: 'a token of this test only, long', onChanged: async () => {} })
  if (!status.listening) await new Promise<void>((resolve) => status.listen(0, '127.0.0.1', resolve))
  const port = process === 'controller' ? link.port : (status.address() as AddressInfo).port
  const answers = await Promise.all(paths.map(async (asked) => (await fetch(`http://127.0.0.1:${port}${asked}`)).status))
  await link.close()
  return paths.filter((_, index) => [200, 503].includes(answers[index]!))
}

afterAll(() => status.close())

const asList = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })

describe.each(OVERLAYS)('%s', (folder) => {
  const manifests = () => built.get(folder)!
  const sluices = () => workloadsOf(manifests()).flatMap((workload) => containersOf(workload).filter(isSluice).map((container) => ({ workload, container })))

  test('is taken by the API server as it stands, and its pods are admitted', async () => {
    const own = await namespace(cluster, 'deploy')
    onTestFinished(own.remove)
    const suffix = own.name.slice('deploy'.length)
    const moved = await deployment.buildInto(folder, own.name, suffix)
    onTestFinished(async () => {
      const ofCluster = moved.filter(({ kind }) => ['ClusterRole', 'ClusterRoleBinding', 'IngressClass'].includes(kind))
      if (ofCluster.length > 0) await cluster.kubectl(['delete', '--ignore-not-found', '-f', '-'], asList(ofCluster))
    })
    const apply = ['apply', '--server-side', '--validate=strict', '--force-conflicts', '-f', '-']
    await cluster.kubectl([...apply, '--dry-run=server'], asList(moved))
    const made = (await cluster.kubectl([...apply, '-o', 'name'], asList(moved))).trim().split('\n')
    expect(made).toHaveLength(moved.length)
    // Pod Security of the namespace and the service accounts decide on pods alone.
    const pods = workloadsOf(moved).map((workload) => podOf(workload, own.name))
    const said = await cluster.kubectl(['create', '--dry-run=server', '--validate=strict', '-f', '-'], asList(pods))
    expect(said.trim().split('\n')).toHaveLength(pods.length)
  })

  test('every variable is known to Sluice, and each environment is one that it starts with', () => {
    const known = new Set([...readFileSync(path.join(ROOT, 'lib/env.ts'), 'utf8').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name))
    expect(sluices().length).toBeGreaterThanOrEqual(3)
    for (const { workload, container } of sluices()) {
      const environment = environmentOf(manifests(), container)
      const others = Object.entries(environment).filter(([name]) => !known.has(name))
      // That one is for the C library.
      expect(Object.fromEntries(others), workload.metadata.name).toEqual(container.name === 'proxy' ? { MALLOC_ARENA_MAX: '2' } : {})
      expect(() => parseEnv(environment), workload.metadata.name).not.toThrow()
    }
  })

  test('every command is one of the product', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    for (const { container } of sluices()) {
      const script = scriptOf(container)
      expect(container.command?.[0]).toBe('node')
      expect(existsSync(path.join(ROOT, script)), script).toBe(true)
      if (['dashboard', 'controller', 'proxy'].includes(container.name)) expect(scripts[`start:${container.name}`]).toMatch(new RegExp(`node ${script}$`))
    }
  })

  test('every port is one that the process opens, and every probe asks one of them for something that it answers', async () => {
    for (const { container } of sluices()) {
      const env = parseEnv(environmentOf(manifests(), container))
      const opened: Record<string, Record<string, number>> = {
        dashboard: { dashboard: env.dashboardPort },
        controller: { link: env.controllerPort, ...(env.webhook ? { webhook: env.webhook.port } : {}) },
        proxy: { http: env.httpPort, https: env.httpsPort, status: env.statusPort },
      }
      const ports = Object.fromEntries((container.ports ?? []).map(({ name, containerPort }) => [name, containerPort]))
      expect(ports).toEqual(opened[container.name] ?? {})
      if (!(container.name in opened)) continue
      for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe] as Probe[]) {
        expect(Object.keys(ports)).toContain(probe.httpGet!.port)
        expect(await answersOf(container.name)).toContain(probe.httpGet!.path)
        // The controller speaks TLS wherever others than this pod can reach it.
        expect(probe.httpGet!.scheme).toBe(container.name === 'controller' ? 'HTTPS' : undefined)
      }
    }
  })

  test('what is referred to is there: secrets, settings, accounts, claims, pods of selectors', () => {
    const named = (kind: string) => ofKind(manifests(), kind).map(({ metadata }) => metadata.name)
    const templates = workloadsOf(manifests()).map(templateOf)
    for (const workload of workloadsOf(manifests())) {
      const { spec } = templateOf(workload)
      for (const container of containersOf(workload)) environmentOf(manifests(), container)
      expect(named('ServiceAccount')).toContain(spec.serviceAccountName)
      for (const { persistentVolumeClaim } of spec.volumes ?? []) {
        if (persistentVolumeClaim) expect(named('PersistentVolumeClaim')).toContain(persistentVolumeClaim.claimName)
      }
    }
    for (const service of ofKind(manifests(), 'Service')) {
      const selected = templates.filter(({ metadata }) => matches(service.spec.selector, metadata.labels))
      expect(selected.length, service.metadata.name).toBeGreaterThan(0)
      for (const { targetPort } of service.spec.ports) {
        expect(selected.every(({ spec }) => spec.containers.some(({ ports = [] }) => ports.some(({ name }) => name === targetPort))), targetPort).toBe(true)
      }
    }
    const selectors = [
      ...ofKind(manifests(), 'NetworkPolicy').map(({ spec }) => spec.podSelector.matchLabels),
      ...ofKind(manifests(), 'PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels),
    ]
    for (const selector of selectors) expect(templates.filter(({ metadata }) => matches(selector, metadata.labels)).length).toBeGreaterThan(0)
    const bindings = ofKind(manifests(), 'RoleBinding', 'ClusterRoleBinding')
    for (const { roleRef } of bindings) expect(named(roleRef.kind)).toContain(roleRef.name)
    // Rights without an owner would wait for whoever takes the name.
    const accounts = bindings.flatMap(({ subjects }) => subjects.map(({ name }: { name: string }) => name))
    if (folder !== 'overlays/namespaced') for (const account of accounts) expect(named('ServiceAccount')).toContain(account)
  })

  test('every pod is confined', () => {
    for (const workload of workloadsOf(manifests())) {
      const { spec } = templateOf(workload)
      const needsRoot = folder === 'overlays/daemonset' && workload.kind === 'DaemonSet'
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: !needsRoot, seccompProfile: { type: 'RuntimeDefault' } })
      // A Service sluice-controller would set SLUICE_CONTROLLER_PORT in every pod of its namespace.
      expect(spec.enableServiceLinks).toBe(false)
      const isReader = ['sluice-controller', 'sluice-dashboard'].includes(spec.serviceAccountName)
      expect(spec.automountServiceAccountToken).toBe(isReader)
      for (const { name, securityContext, resources } of containersOf(workload)) {
        const capabilities = needsRoot ? { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } : { drop: ['ALL'] }
        expect(securityContext, name).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities })
        expect(resources).toMatchObject({ requests: { cpu: expect.any(String), memory: expect.any(String) }, limits: { memory: expect.any(String) } })
      }
    }
  })

  test('requests in flight are waited for: the pause before the end and the drain fit into the time to end', () => {
    for (const { workload, container } of sluices()) {
      if (container.name !== 'proxy') continue
      const drainSeconds = 30
      expect(templateOf(workload).spec.terminationGracePeriodSeconds).toBeGreaterThan(container.lifecycle.preStop.sleep.seconds + drainSeconds)
    }
  })

  test('no secret is one that others have too', async () => {
    const other = await copyDeployment()
    onTestFinished(other.remove)
    const valuesOf = (of: Manifest[]) => ofKind(of, 'Secret').flatMap(({ data }) => Object.values(data as Record<string, string>))
    const own = new Set(valuesOf(manifests()))
    expect(own.size).toBeGreaterThanOrEqual(4)
    expect(valuesOf(await other.build(folder)).filter((value) => own.has(value))).toEqual([])
  })
})

const workload = (folder: string, name: string) => workloadsOf(built.get(folder)!).find(({ metadata }) => metadata.name === name)!

test('nodeport: the proxy listens on the ports that clients see, so that its redirects name them', () => {
  const proxy = containersOf(workload('overlays/nodeport', 'sluice-proxy'))[0]!
  const services = ofKind(built.get('overlays/nodeport')!, 'Service').filter(({ spec }) => spec.type === 'NodePort')
  expect(services.map(({ metadata }) => metadata.name)).toEqual(['sluice-dashboard', 'sluice-proxy'])
  const ports = services[1]!.spec.ports as { targetPort: string; nodePort: number }[]
  for (const { targetPort, nodePort } of ports) expect(proxy.ports).toContainEqual({ name: targetPort, containerPort: nodePort })
})

test('daemonset: one proxy on the network of each chosen node, ports 80 and 443', () => {
  const proxy = workload('overlays/daemonset', 'sluice-proxy')
  expect(proxy.kind).toBe('DaemonSet')
  expect(templateOf(proxy).spec).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet', nodeSelector: { 'sluice.dev/proxy': 'true' } })
  expect(containersOf(proxy)[0]!.ports?.map(({ containerPort }) => containerPort)).toEqual([80, 443, 8100])
})

test('ha: three proxies, two dashboards and two controllers wait for one PostgreSQL', () => {
  const replicas = Object.fromEntries(workloadsOf(built.get('overlays/ha')!).map(({ kind, metadata, spec }) => [`${kind}/${metadata.name}`, spec.replicas]))
  expect(replicas).toEqual({
    'Deployment/sluice-proxy': 3, 'Deployment/sluice-dashboard': 2, 'Deployment/sluice-controller': 2, 'StatefulSet/sluice-postgres': 1, 'Job/sluice-migrate': undefined,
  })
  for (const name of ['sluice-dashboard', 'sluice-controller']) {
    const [wait, main] = containersOf(workload('overlays/ha', name))
    expect(wait!.command).toEqual(['node', 'lib/store/migrate-main.ts', '--wait'])
    expect(environmentOf(built.get('overlays/ha')!, main!).DATABASE_URL).toMatch(/^postgresql:\/\/sluice:[0-9a-f]{48}@sluice-postgres:5432\/sluice$/)
  }
})

test('namespaced: no right beyond single namespaces, and no webhook, which would need one', () => {
  const manifests = built.get('overlays/namespaced')!
  expect(ofKind(manifests, 'ClusterRole', 'ClusterRoleBinding', 'IngressClass')).toEqual([])
  expect(ofKind(manifests, 'Service', 'NetworkPolicy', 'Role', 'RoleBinding').filter(({ metadata }) => metadata.name.includes('webhook'))).toEqual([])
  const controller = containersOf(workload('overlays/namespaced', 'sluice')).find(({ name }) => name === 'controller')!
  expect(parseEnv(environmentOf(manifests, controller)).webhook).toBeNull()
  const namespaces = ofKind(built.get('overlays/namespaced')!, 'Role').map(({ metadata }) => metadata.namespace)
  expect(new Set(namespaces)).toEqual(new Set(['default', 'sluice']))
})

test.each(['base', 'overlays/ha'])('%s: the webhook is found by its Service, and may write what it registers', (folder) => {
  const manifests = built.get(folder)!
  const controller = workloadsOf(manifests).flatMap(containersOf).find(({ name }) => name === 'controller')!
  const { webhook, cluster: settings } = parseEnv({ ...environmentOf(manifests, controller), KUBERNETES_SERVICE_HOST: '192.0.2.1' })
  const [service] = ofKind(manifests, 'Service').filter(({ metadata }) => metadata.name === 'sluice-webhook')
  expect(webhook!.target).toEqual({ type: 'service', namespace: service!.metadata.namespace, name: service!.metadata.name })
  expect(service!.spec.ports).toEqual([{ name: 'webhook', port: 443, targetPort: 'webhook' }])
  expect(settings).not.toBeNull()
  const names = ofKind(manifests, 'Role', 'ClusterRole').filter(({ metadata }) => metadata.name === 'sluice-webhook').flatMap(({ rules }) => rules.flatMap((rule: { resourceNames?: string[] }) => rule.resourceNames ?? []))
  expect(names.sort()).toEqual([configurationName('sluice', firstWorkspaces(settings).at(-1)!.name), SECRET_NAME].sort())
})

test.each(['base', 'overlays/ha', 'overlays/namespaced'])('%s read-only: nobody writes objects, and nothing else is missing', async (folder) => {
  const isWriter = ({ metadata }: Manifest) => /^sluice-(console-)?writer$/.test(metadata.name)
  const manifests = await deployment.buildOwn(JSON.stringify({ resources: [`../${folder}`], components: ['../components/read-only'] }))
  const whole = built.get(folder)!
  expect(whole.filter(isWriter)).toHaveLength(2)
  expect(manifests).toEqual(whole.filter((one) => !isWriter(one)))
})

test('the settings of the README make ha on node ports, with an image and a class of its own', async () => {
  const [, kustomization] = /```yaml\n([^]+?)```/.exec(readFileSync(path.join(ROOT, 'deploy/README.md'), 'utf8'))!
  const manifests = await deployment.buildOwn(kustomization!)
  const proxy = workloadsOf(manifests).find(({ metadata }) => metadata.name === 'sluice-proxy')!
  expect(proxy.spec.replicas).toBe(3)
  expect(containersOf(proxy)[0]).toMatchObject({ image: 'my-registry/sluice:0.1.0', ports: [{ containerPort: 30080 }, { containerPort: 30443 }, { containerPort: 8100 }] })
  expect(templateOf(proxy).spec.nodeSelector).toEqual({ edge: 'true' })
  const controller = workloadsOf(manifests).find(({ metadata }) => metadata.name === 'sluice-controller')!
  expect(environmentOf(manifests, containersOf(controller)[1]!).SLUICE_INGRESS_CLASS).toBe('edge')
  for (const account of ofKind(manifests, 'ServiceAccount')) expect(account.imagePullSecrets).toEqual([{ name: 'sluice-registry' }])
})

test('the example of a volume is taken too', async () => {
  const file = path.join(ROOT, 'deploy/overlays/ha/nfs-volume.example.yaml')
  const said = await cluster.kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', file])
  expect(said).toBe('persistentvolume/sluice-postgres serverside-applied (server dry run)\n')
})
