import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { refKey } from '#lib/kubernetes/write/types.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Client } from './database.ts'
import type { PastManifest, RowStore } from './row-store.ts'
import { pieces } from './rows.ts'
import { fromManifest } from './seal.ts'
import type { ManifestChange } from './store.ts'

export const MANIFEST_COLUMNS = { kind: true, namespace: true, name: true, before: true, after: true } as const

export type ManifestRow = { kind: string; namespace: string; name: string; before: string | null; after: string | null }

type Place = KubernetesRef & { number: number; position: number }

const PLACE_COLUMNS = { kind: true, namespace: true, name: true, number: true, position: true } as const

export function manifestOf(box: SecretBox, { kind, namespace, name, before, after }: ManifestRow): ManifestChange {
  const open = (body: string | null) => (body === null ? null : fromManifest(box, kind, body))
  return { ref: { kind, namespace, name }, before: open(before), after: open(after) }
}

/** `RowStore.manifestsAt` on rows: which they are is found out without their bodies. */
export async function manifestsAt(reader: Client, box: SecretBox, workspace: string, number: number, of?: KubernetesRef): Promise<PastManifest[]> {
  const where = of ? { workspace, ...of } : { workspace, number: { gte: number } }
  const places: Place[] = await reader.revisionManifest.findMany({ where, select: PLACE_COLUMNS, orderBy: [{ number: 'asc' }, { position: 'asc' }] })
  const chosen = new Map<string, Place>()
  for (const place of places) {
    const key = refKey(place)
    if (place.number <= number || !chosen.has(key)) chosen.set(key, place)
  }
  const past: PastManifest[] = []
  for (const [written, list] of Map.groupBy(chosen.values(), (place) => place.number)) {
    for (const piece of pieces(list)) {
      const position = { in: piece.map((place) => place.position) }
      const rows = await reader.revisionManifest.findMany({ where: { workspace, number: written, position }, select: MANIFEST_COLUMNS })
      for (const row of rows) {
        const { ref, before, after } = manifestOf(box, row)
        past.push({ ref, object: written <= number ? after : before })
      }
    }
  }
  return past
}

/** `RowStore.lastManifest` on rows. */
export async function lastManifest(reader: Client, box: SecretBox, workspace: string, ref: KubernetesRef): ReturnType<RowStore['lastManifest']> {
  const { kind, namespace, name } = ref
  const row = await reader.revisionManifest.findFirst({
    where: { workspace, kind, namespace, name },
    select: { ...MANIFEST_COLUMNS, number: true, revision: { select: { at: true } } },
    orderBy: { number: 'desc' },
  })
  return row && { number: row.number, at: row.revision.at.toISOString(), change: manifestOf(box, row) }
}
