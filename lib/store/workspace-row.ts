import type { Workspace } from '#lib/model/workspace.ts'
import type { SecretBox } from '#lib/secret.ts'

/** The columns of a workspace that its owner decides; `settings` is JSON of what only its kind has. */
export type WorkspaceRow = { name: string; kind: string; dialect: string; served: boolean; description: string; settings: string }

export const WORKSPACE_COLUMNS = { name: true, kind: true, dialect: true, served: true, description: true, settings: true } as const

type Settings = { connection?: { type: string; kubeconfig?: string } }

/** A kubeconfig holds credentials. */
const mapKubeconfig = <T extends Settings>(settings: T, map: (text: string) => string): T =>
  settings.connection?.kubeconfig === undefined
    ? settings
    : { ...settings, connection: { ...settings.connection, kubeconfig: map(settings.connection.kubeconfig) } }

export function toWorkspaceRow(box: SecretBox, { name, kind, dialect, served, description, ...settings }: Workspace): WorkspaceRow {
  return { name, kind, dialect, served, description, settings: JSON.stringify(mapKubeconfig(settings, box.seal)) }
}

/** @throws {Error} if a kubeconfig is sealed under a key that the box does not have */
export function fromWorkspaceRow(box: SecretBox, { settings, ...row }: WorkspaceRow): Workspace {
  return { ...row, ...mapKubeconfig(JSON.parse(settings) as Settings, box.open) } as Workspace
}
