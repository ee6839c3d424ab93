'use client'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { Kbd } from '#components/ui/kbd.tsx'
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

const Mark = () => (
  <svg width="22" height="22" viewBox="0 0 32 32" fill="none" aria-hidden>
    <rect width="32" height="32" rx="7" fill="#0b7175" />
    <path d="M6 11h20M11 11v11M21 11v11" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    <path d="M6 24c2.5-2.6 4.5-2.6 6.7 0s4.2 2.6 6.6 0 4.2-2.6 6.7 0" stroke="#8fe0dc" strokeWidth="2.6" strokeLinecap="round" />
  </svg>
)
