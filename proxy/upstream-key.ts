/** Workspace and name: what an upstream is known by from snapshot to snapshot, and in all threads. */
export const upstreamKey = ({ workspace, name }: { workspace: string; name: string }): string => `${workspace}/${name}`
