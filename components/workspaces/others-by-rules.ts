import { routingDialect, type Workspace } from '#lib/model/workspace.ts'

type Known = Pick<Workspace, 'name' | 'served' | 'dialect'>

/** Served workspaces with which a port cannot be shared: those by Kong's rules share with their like, all others with each other. */
export const othersByRules = (all: readonly Known[], own: { name: string; rules: string }): string[] =>
  all
    .filter((one) => one.served && one.name !== own.name && (routingDialect(one as Workspace) === 'kong') !== (own.rules === 'kong'))
    .map(({ name }) => name)
