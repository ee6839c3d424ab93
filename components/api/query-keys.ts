import type { ApiKind } from './types.ts'

/** All keys begin with the workspace, so that one write can refresh everything that it may have changed. */
export const keys = {
  workspace: (workspace: string) => ['workspace', workspace] as const,
  kind: (workspace: string, kind: ApiKind) => [...keys.workspace(workspace), kind] as const,
  list: (workspace: string, kind: ApiKind, query: object) => [...keys.kind(workspace, kind), 'list', query] as const,
  one: (workspace: string, kind: ApiKind, name: string) => [...keys.kind(workspace, kind), 'one', name] as const,
  part: (workspace: string, ...part: readonly unknown[]) => [...keys.workspace(workspace), ...part] as const,
  session: () => ['session'] as const,
  accounts: (what: 'users' | 'tokens' | 'audit') => ['accounts', what] as const,
}
