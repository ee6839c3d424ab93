'use client'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { Kbd } from '#components/ui/kbd.tsx'
import { Mark } from '#components/ui/mark.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LanguageMenu } from './language-menu.tsx'
import { ServingState } from './serving-state.tsx'
import { ThemeMenu } from './theme-menu.tsx'
import { WorkspaceMenu } from './workspace-menu.tsx'

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('shell')
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-surface px-3 sm:gap-2">
      <Link href={pb.overview()} aria-label={t('home')} className="mr-1 flex items-center gap-2 rounded-md font-semibold tracking-tight">
        <Mark />
        <span className="hidden lg:inline">Sluice</span>
      </Link>
      <WorkspaceMenu />
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 min-w-8 items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-muted hover:bg-hover md:w-64 lg:mx-auto lg:w-80"
      >
        <Search size={14} aria-hidden />
        <span className="flex-1 truncate text-left max-md:sr-only">{t('searchHint')}</span>
        <span className="hidden md:inline" aria-hidden><Kbd>/</Kbd></span>
      </button>
      <div className="ml-auto flex items-center gap-0.5 lg:ml-0">
        <ServingState />
        <LanguageMenu />
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  )
}
