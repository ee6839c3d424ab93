import { Database, ShipWheel } from 'lucide-react'

/** A database, or a cluster. */
export function WorkspaceIcon({ kind }: { kind: 'database' | 'kubernetes' }) {
  const Icon = kind === 'kubernetes' ? ShipWheel : Database
  return <Icon size={14} aria-hidden className="shrink-0 text-muted" />
}
