import type { Access } from '#components/api/types.ts'

export type AccessRow = {
  resource: string
  namespace: string | null
  verbs: Pick<Access, 'verb' | 'allowed' | 'names'>[]
  /** What serving lacks. */
  denied: number
  /** Of writing objects from the dashboard, which nothing that is served depends on. */
  isEditing: boolean
}

const WRITE = ['create', 'update', 'patch', 'delete']
const EDITED = ['ingresses', 'services', 'endpointslices', 'secrets']

/** What lacks something first, and what is for editing only last. */
const rank = ({ isEditing, denied }: AccessRow) => (isEditing ? 2 : denied > 0 ? 0 : 1)

/** One row a resource and namespace, apart for reading and editing. */
export function accessRows(access: readonly Access[]): AccessRow[] {
  const rows = new Map<string, AccessRow>()
  for (const { verb, resource, namespace, allowed, names } of access) {
    const isEditing = EDITED.includes(resource) && WRITE.includes(verb)
    const key = JSON.stringify([resource, namespace, isEditing])
    const row = rows.get(key) ?? { resource, namespace, verbs: [], denied: 0, isEditing }
    row.verbs.push({ verb, allowed, names })
    // By name is how Secrets are meant to be allowed.
    if (!allowed && names.length === 0 && !isEditing) row.denied += 1
    rows.set(key, row)
  }
  return [...rows.values()].sort((a, b) => rank(a) - rank(b))
}
