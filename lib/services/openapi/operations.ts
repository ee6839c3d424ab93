import { listAudit } from '../audit/list.ts'
import { abortCanary } from '../canaries/abort.ts'
import { promoteCanary } from '../canaries/promote.ts'
import { listIngresses } from '../cluster/ingresses.ts'
import { listNetworkPolicies } from '../cluster/network-policies.ts'
import { listReach } from '../cluster/reach.ts'
import { listSecrets } from '../cluster/secrets.ts'
import { listServices } from '../cluster/services.ts'
import { listDiagnostics } from '../diagnostics/list.ts'
import { previewImport } from '../import/preview.ts'
import { adoptObjects } from '../kubernetes/adopt.ts'
import { exportManifests } from '../kubernetes/export.ts'
import { listNamespaces } from '../kubernetes/namespaces.ts'
import { routeMetrics } from '../metrics/routes.ts'
import { streamRouteMetrics } from '../metrics/stream.ts'
import { applyObjects } from '../objects/apply.ts'
import { createObject } from '../objects/create.ts'
import { getObject } from '../objects/get.ts'
import { listObjects } from '../objects/list.ts'
import { patchObject } from '../objects/patch.ts'
import { relatedObjects } from '../objects/related.ts'
import { removeObject } from '../objects/remove.ts'
import { replaceObject } from '../objects/replace.ts'
import { tailRequests } from '../requests/tail.ts'
import { listUnmatched } from '../requests/unmatched.ts'
import { getRevision } from '../revisions/get.ts'
import { listRevisions } from '../revisions/list.ts'
import { restoreRevision } from '../revisions/restore.ts'
import { revisionRoutingDiff } from '../revisions/routing-diff.ts'
import { runRouteTests } from '../route-tests/run.ts'
import { changePassword } from '../session/change-password.ts'
import { createSession } from '../session/create.ts'
import { getSession } from '../session/get.ts'
import { removeSession } from '../session/remove.ts'
import { createSetup } from '../setup/create.ts'
import { getSetup } from '../setup/get.ts'
import { getStatus } from '../status/get.ts'
import { explainRequest } from '../tester/explain.ts'
import { sendRequest } from '../tester/send.ts'
import { createToken } from '../tokens/create.ts'
import { listTokens } from '../tokens/list.ts'
import { removeToken } from '../tokens/remove.ts'
import { getUpstreamHealth } from '../upstream-health/get.ts'
import { markTarget } from '../upstream-health/mark.ts'
import { createUser } from '../users/create.ts'
import { listUsers } from '../users/list.ts'
import { removeUser } from '../users/remove.ts'
import { updateUser } from '../users/update.ts'
import type { Verb } from '../verb.ts'
import { getCluster } from '../workspaces/cluster.ts'
import { createWorkspace } from '../workspaces/create.ts'
import { getWorkspace } from '../workspaces/get.ts'
import { listWorkspaces } from '../workspaces/list.ts'
import { patchWorkspace } from '../workspaces/patch.ts'
import { removeWorkspace } from '../workspaces/remove.ts'
import { replaceWorkspace } from '../workspaces/replace.ts'
import { testConnection } from '../workspaces/test-connection.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Where a verb stands in the API; a test compares this table with the files under `app/api/v1`. */
export type ApiOperation = { method: Method; path: string; verb: Verb; status: number }

const at = (method: Method, path: string, verb: Verb, status = verb.output === undefined ? 204 : 200): ApiOperation =>
  ({ method, path, verb, status })

export const OPERATIONS: readonly ApiOperation[] = [
  at('GET', '/setup', getSetup),
  at('POST', '/setup', createSetup, 201),
  at('GET', '/session', getSession),
  at('POST', '/session', createSession),
  at('DELETE', '/session', removeSession),
  at('POST', '/session/password', changePassword),
  at('GET', '/tokens', listTokens),
  at('POST', '/tokens', createToken, 201),
  at('DELETE', '/tokens/{name}', removeToken),
  at('GET', '/users', listUsers),
  at('POST', '/users', createUser, 201),
  at('PATCH', '/users/{name}', updateUser),
  at('DELETE', '/users/{name}', removeUser),
  at('GET', '/workspaces', listWorkspaces),
  at('POST', '/workspaces', createWorkspace, 201),
  at('GET', '/workspaces/{name}', getWorkspace),
  at('PUT', '/workspaces/{name}', replaceWorkspace),
  at('PATCH', '/workspaces/{name}', patchWorkspace),
  at('DELETE', '/workspaces/{name}', removeWorkspace),
  at('POST', '/workspaces/{name}/test', testConnection),
  at('GET', '/workspaces/{name}/cluster', getCluster),
  at('GET', '/{kind}', listObjects),
  at('POST', '/{kind}', createObject, 201),
  at('GET', '/{kind}/{name}', getObject),
  at('PUT', '/{kind}/{name}', replaceObject),
  at('PATCH', '/{kind}/{name}', patchObject),
  at('DELETE', '/{kind}/{name}', removeObject),
  at('GET', '/{kind}/{name}/related', relatedObjects),
  at('POST', '/apply', applyObjects),
  at('POST', '/import/preview', previewImport),
  at('GET', '/kubernetes/namespaces', listNamespaces),
  at('POST', '/kubernetes/export', exportManifests, 200),
  at('POST', '/kubernetes/adopt', adoptObjects, 200),
  at('GET', '/upstreams/{name}/health', getUpstreamHealth),
  at('PUT', '/upstreams/{name}/health', markTarget),
  at('POST', '/canaries/{name}/promote', promoteCanary),
  at('POST', '/canaries/{name}/abort', abortCanary),
  at('POST', '/route-tests/run', runRouteTests),
  at('POST', '/tester', explainRequest, 200),
  at('POST', '/tester/send', sendRequest, 200),
  at('GET', '/status', getStatus),
  at('GET', '/revisions', listRevisions),
  at('GET', '/revisions/{number}', getRevision),
  at('GET', '/revisions/{number}/routing-diff', revisionRoutingDiff),
  at('POST', '/revisions/{number}/restore', restoreRevision),
  at('GET', '/cluster/ingresses', listIngresses),
  at('GET', '/cluster/services', listServices),
  at('GET', '/cluster/secrets', listSecrets),
  at('GET', '/cluster/network-policies', listNetworkPolicies),
  at('GET', '/cluster/reach', listReach),
  at('GET', '/diagnostics', listDiagnostics),
  at('GET', '/metrics/routes', routeMetrics),
  at('GET', '/metrics/routes/stream', streamRouteMetrics, 200),
  at('GET', '/requests/stream', tailRequests, 200),
  at('GET', '/requests/unmatched', listUnmatched),
  at('GET', '/audit', listAudit),
]
