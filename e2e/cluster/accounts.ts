import { readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import type { Cluster } from './kube.ts'

export type Rule = { apiGroups: string[]; resources: string[]; verbs: string[]; resourceNames?: string[] }

/** The text of a kubeconfig with the token of a service account, which is made for it without any right. */
export async function accountKubeconfig(cluster: Cluster, namespace: string, name: string): Promise<{ text: string; token: string }> {
  await cluster.kubectl(['create', 'serviceaccount', name, '-n', namespace])
  const token = (await cluster.kubectl(['create', 'token', name, '-n', namespace])).trim()
  const config = parse(readFileSync(cluster.kubeconfig, 'utf8')) as { users: object[]; contexts: { context: object }[] }
  const users = config.users.map((user) => ({ ...user, user: { token } }))
  const contexts = config.contexts.map((each) => ({ ...each, context: { ...each.context, namespace } }))
  return { text: stringify({ ...config, users, contexts }), token }
}

/** Gives a service account rights in one namespace, its own unless told otherwise. A second call of the same name replaces them. */
export async function grant(cluster: Cluster, { namespace, account, rules, of = namespace }: { namespace: string; account: string; rules: Rule[]; of?: string }) {
  const metadata = { name: account, namespace }
  const objects = [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: account },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: of }],
    },
  ]
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
}
