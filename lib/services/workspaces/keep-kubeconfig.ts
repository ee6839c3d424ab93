import type { Workspace } from '#lib/model/workspace.ts'
import { mergePatch } from '../objects/merge-patch.ts'

type Fields = Record<string, unknown>

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields that are one of several shapes, told apart by `type`. */
const UNIONS = ['connection', 'publish'] as const

/** The stored kubeconfig where none came: a client never sees it, so that it cannot send it back. */
export function keepKubeconfig(fields: Fields, stored: Workspace | undefined): Fields {
  const { connection } = fields
  if (!isRecord(connection)) return fields
  const { kubeconfigFingerprint: _, ...given } = connection
  if (given.type !== 'kubeconfig' || given.kubeconfig !== undefined) return { ...fields, connection: given }
  const before = stored?.kind === 'kubernetes' && stored.connection.type === 'kubeconfig' ? stored.connection : undefined
  return { ...fields, connection: before ? { ...given, kubeconfig: before.kubeconfig } : given }
}

/** A merge patch (RFC 7386), except that a connection of another type has no field in common with the one before. */
export function patchFields(stored: Workspace, patch: Fields): Fields {
  const target: Fields = { ...stored }
  for (const field of UNIONS) {
    const [before, wanted] = [target[field], patch[field]]
    if (isRecord(before) && isRecord(wanted) && wanted.type !== undefined && wanted.type !== before.type) delete target[field]
  }
  return mergePatch(target, patch) as Fields
}
