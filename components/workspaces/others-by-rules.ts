import { routingDialect, type Workspace } from '#lib/model/workspace.ts'

type Known = Pick<Workspace, 'name' | 'served' | 'dialect'>

/** Served workspaces that order their routes by other rules, so that they cannot share a port. */
export const othersByRules = (all: readonly Known[], own: { name: string; rules: string }): string[] =>
  all.filter((one) => one.served && one.name !== own.name && routingDialect(one as Workspace) !== own.rules).map(({ name }) => name)
