import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { CLUSTER_RULES, type ClusterDialect } from '#lib/model/workspace.ts'
import type { Texts } from '../annotations/apply.ts'
import type { ClusterObjects, ObjectKey, V1Ingress } from '../objects.ts'
import { inNameOrder } from './assemble.ts'
import { readBackends } from './backends.ts'
import { readCertificates } from './certificates.ts'
import { classFindings, ownIngresses, servedClass } from './class.ts'
import { readConsumers } from './consumers.ts'
import { readIngresses } from './ingresses.ts'
import { enterScope, sameList, sameSet, type ReadMemo } from './memo.ts'
import { NO_PARAMETERS, readParameters } from './parameters.ts'

export { forkMemo, readMemo } from './memo.ts'

export type Reading = {
  config: RoutingConfig
  /** The Secrets and ConfigMaps that ours refer to: what else must be read. */
  wanted: { secrets: ReadonlySet<ObjectKey>; configMaps: ReadonlySet<ObjectKey> }
  /** The Ingresses that are served, in the order of their keys: the same list as before while it holds the same. */
  ours: readonly V1Ingress[]
  /** Dialect `nginx`: by service of ours, what its Ingresses say in place of the annotations of the V1Service. */
  serviceTexts?: ReadonlyMap<string, Texts>
}

/**
 * Reads what a cluster declares for one class into a configuration of ours. Pure: equal objects
 * give equal results in whatever order they come, and never an exception; a bad object becomes a diagnostic that names it.
 * @param options.ingressClass the IngressClass that is served
 * @param options.dialect whose annotations are read; `sluice` where it is not given
 * @param options.memo what the last call left: whatever did not change gives the very same objects
 */
export function readCluster(
  objects: ClusterObjects,
  options: { workspace: string; ingressClass: string; dialect?: ClusterDialect; revision: number; memo: ReadMemo },
): Reading {
  const { workspace, revision, memo, dialect = 'sluice' } = options
  const served = servedClass(objects.ingressClasses, options.ingressClass, dialect)
  const own = ownIngresses(objects.ingresses, served)
  const ours = sameList(memo.ours, own.map(({ ingress }) => ingress))
  memo.ours = ours
  // Those of a class of ingress-nginx are not ours to read.
  const parameters = dialect === 'nginx' ? NO_PARAMETERS : readParameters(workspace, served, objects.configMaps)
  const scope = enterScope(memo, workspace, dialect, parameters.texts)
  const { assembled, failures, owners, services } = readIngresses(own, objects, scope, memo)
  const backends = readBackends(assembled.backends, objects, { ...scope, services }, memo)
  const tls = readCertificates(workspace, ours, owners, backends.clients, objects.secrets, memo.certificates)
  const users = readConsumers(workspace, assembled.users, objects.secrets, memo.consumers)
  const config: RoutingConfig = {
    workspace,
    dialect: CLUSTER_RULES[dialect],
    revision,
    listeners: scope.listeners,
    certificates: inNameOrder(tls.certificates),
    upstreams: backends.upstreams,
    services: backends.services,
    consumers: inNameOrder(users.consumers),
    credentials: inNameOrder(users.credentials),
    templates: [],
    routes: assembled.routes,
    canaries: assembled.canaries,
    'route-tests': [],
    diagnostics: [
      ...classFindings(workspace, served, ours),
      ...parameters.diagnostics,
      ...failures,
      ...assembled.diagnostics,
      ...backends.diagnostics,
      ...tls.diagnostics,
    ],
  }
  const configMaps = new Set(parameters.wanted === null ? [] : [parameters.wanted])
  memo.secrets = sameSet(memo.secrets, new Set([...tls.wanted, ...backends.secrets, ...users.wanted]))
  return { config, wanted: { secrets: memo.secrets, configMaps }, ours, ...(dialect === 'nginx' ? { serviceTexts: services } : {}) }
}
