import type { Client } from './client.ts'
import { KubeError } from './client.ts'
import { NEEDS, type Need, type Verb } from './needs.ts'

/** One thing that an account may do, or may not. */
export type Right = {
  verb: Verb
  /** `ingresses`, `ingresses/status` … */
  resource: string
  /** Null: in the whole cluster, or of an object of the cluster. */
  namespace: string | null
  allowed: boolean
  /** Where it is not allowed for all: the names for which it is. */
  names: readonly string[]
}

export type Access = {
  /** `system:serviceaccount:sluice:controller`; null where the server does not say. */
  user: string | null
  /** `v1.36.3`. */
  version: string
  rights: Right[]
  /** What could not be found out, worded for people. */
  problems: string[]
}

type ResourceRule = { verbs: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[] }
type RulesReview = { status: { resourceRules: ResourceRule[]; incomplete: boolean; evaluationError?: string } }
type AccessReview = { status: { allowed: boolean } }

const AUTHORIZATION = '/apis/authorization.k8s.io/v1'
// A page has no use for more, and the server is asked once for each.
const MAX_NAMESPACES = 50

const includes = (list: readonly string[] | undefined, value: string): boolean => list?.includes('*') === true || list?.includes(value) === true

// RBAC: `*` holds for every resource and subresource, and a star before the slash for a subresource of any resource.
function isOf(rule: ResourceRule, { group, resource }: Need, verb: Verb): boolean {
  const [, sub] = resource.split('/')
  const hasResource = includes(rule.resources, resource) || (sub !== undefined && rule.resources?.includes(`*/${sub}`) === true)
  return hasResource && includes(rule.apiGroups, group) && includes(rule.verbs, verb)
}

/** What a list of rules says of one verb. Rules of single names do not allow it, but are told. */
export function rightOf(rules: readonly ResourceRule[], need: Need, verb: Verb, namespace: string | null): Right {
  const matching = rules.filter((rule) => isOf(rule, need, verb))
  const allowed = matching.some(({ resourceNames = [] }) => resourceNames.length === 0)
  const names = allowed ? [] : [...new Set(matching.flatMap(({ resourceNames = [] }) => resourceNames))]
  return { verb, resource: need.resource, namespace, allowed, names }
}

/** By SelfSubjectRulesReview: one question a namespace. */
async function rightsIn(client: Client, namespace: string): Promise<{ rights: Right[]; problem: string | null }> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } }
  const { status } = await client.request<RulesReview>('POST', `${AUTHORIZATION}/selfsubjectrulesreviews`, { body })
  const needs = NEEDS.filter(({ scope }) => scope === 'workspace')
  const rights = needs.flatMap((need) => need.verbs.map((verb) => rightOf(status.resourceRules, need, verb, namespace)))
  // An authorizer other than RBAC cannot list its rules; what is refused may then be allowed all the same.
  const problem = status.incomplete ? `What the account may do in namespace ${namespace} is not known in full: ${status.evaluationError ?? 'the server lists not all rules'}` : null
  return { rights, problem }
}

/** By SelfSubjectAccessReview: a review of rules is one of a namespace, and says nothing of all of them. */
async function rightTo(client: Client, { group, resource: name }: Need, verb: Verb, namespace: string | null): Promise<Right> {
  const [resource, subresource] = name.split('/')
  const resourceAttributes = { verb, group, resource, ...(subresource ? { subresource } : {}), ...(namespace === null ? {} : { namespace }) }
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }
  const { status } = await client.request<AccessReview>('POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, { body })
  return { verb, resource: name, namespace, allowed: status.allowed, names: [] }
}

async function whoAmI(client: Client): Promise<string | null> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  try {
    const review = await client.request<{ status: { userInfo: { username?: string } } }>('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body })
    return review.status.userInfo.username ?? null
  } catch (cause) {
    // Kubernetes before 1.28 does not know the question.
    if (cause instanceof KubeError && (cause.status === 404 || cause.status === 403)) return null
    throw cause
  }
}

/**
 * Who the account is and what it may do of what Sluice does.
 *
 * @param namespaces empty: in the whole cluster
 * @throws {KubeError} where the server does not answer or does not know the account
 */
export async function whatMayBeDone(client: Client, namespaces: readonly string[]): Promise<Access> {
  const asked = namespaces.slice(0, MAX_NAMESPACES)
  const single = NEEDS.filter(({ scope }) => scope !== 'workspace' || asked.length === 0)
  const [version, user, singles, ofNamespaces] = await Promise.all([
    client.request<{ gitVersion: string }>('GET', '/version'),
    whoAmI(client),
    Promise.all(single.flatMap((need) => need.verbs.map((verb) => rightTo(client, need, verb, need.scope === 'own' ? client.namespace : null)))),
    Promise.all(asked.map((namespace) => rightsIn(client, namespace))),
  ])
  const omitted = namespaces.length - asked.length
  return {
    user,
    version: version.gitVersion,
    rights: [...singles, ...ofNamespaces.flatMap(({ rights }) => rights)],
    problems: [
      ...ofNamespaces.flatMap(({ problem }) => problem ?? []),
      ...(omitted > 0 ? [`Only the first ${MAX_NAMESPACES} namespaces were looked at`] : []),
    ],
  }
}

/** Why something is not allowed, worded for people; null where it is. What was not asked counts as allowed: the server decides. */
export function reasonAgainst({ user, rights }: Access, verb: Verb, resource: string, namespace: string): string | null {
  const right = rights.find((each) => each.verb === verb && each.resource === resource && (each.namespace ?? namespace) === namespace)
  if (!right || right.allowed) return null
  return `${user ?? 'The account of this workspace'} may not ${verb} ${resource} in ${right.namespace === null ? 'the cluster' : `namespace ${namespace}`}`
}
