'use client'
import { ChevronsUpDown } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useApi } from '#components/api/provider.tsx'
import { useList } from '#components/api/queries.ts'
import { Menu } from '#components/ui/menu.tsx'
import { WorkspaceIcon } from './workspace-icon.tsx'

/** Where one reads and writes; always in view. */
export function WorkspaceMenu() {
  const t = useTranslations('shell')
  const router = useRouter()
  const { workspace, setWorkspace } = useApi()
  const workspaces = useList('workspaces', { limit: 100 })
  const known = workspaces.data?.items.map(({ name, kind }) => ({ name, kind })) ?? [{ name: workspace, kind: 'database' as const }]
  const current = known.find((one) => one.name === workspace)
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" aria-label={t('workspaceIs', { name: workspace })} className="flex h-8 min-w-0 items-center gap-1.5 rounded-md border border-line-strong px-2 hover:bg-hover">
          <WorkspaceIcon kind={current?.kind ?? 'database'} />
          <span className="max-w-20 truncate sm:max-w-40">{workspace}</span>
          <ChevronsUpDown size={12} aria-hidden className="shrink-0 text-muted" />
        </button>
      }
      entries={[
        { kind: 'heading', label: t('workspaces') },
        ...known.map(({ name, kind }) => ({
          label: name,
          checked: name === workspace,
          icon: <WorkspaceIcon kind={kind} />,
          onSelect: () => {
            setWorkspace(name)
            router.push(pb.overview())
          },
        })),
        { kind: 'separator' },
        { label: t('manageWorkspaces'), onSelect: () => router.push(pb.workspaces.list()) },
      ]}
    />
  )
}
