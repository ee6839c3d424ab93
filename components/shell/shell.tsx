'use client'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { BottomBar } from './bottom-bar.tsx'
import { CommandPalette } from './command-palette.tsx'
import { KeyboardHelp } from './keyboard-help.tsx'
import { RAIL_COOKIE, setPreference } from './preferences.ts'
import { Rail } from './rail.tsx'
import { SessionGuard } from './session-guard.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

/** The frame of every page: rail, top bar, palette, keys. */
export function Shell({ initialCollapsed, children }: { initialCollapsed: boolean; children: ReactNode }) {
  const t = useTranslations('shell')
  const [collapsed, setCollapsed] = useState(initialCollapsed)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  useShortcuts({
    // The search of the list on screen, if there is one; else the search of everything.
    search: () => {
      const own = document.querySelector<HTMLInputElement>('input[data-list-search]')
      if (own) own.focus()
      else setPalette(true)
    },
    palette: () => setPalette((open) => !open),
    help: () => setHelp(true),
  })
  return (
    <SessionGuard>
      <a href="#main" className="sr-only z-50 rounded-md bg-accent px-3 py-1 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2">{t('skip')}</a>
      <TopBar onSearch={() => setPalette(true)} />
      <div className="flex">
        <Rail
          collapsed={collapsed}
          onCollapse={(next) => {
            setCollapsed(next)
            setPreference(RAIL_COOKIE, next ? 'collapsed' : 'open')
          }}
        />
        <main id="main" tabIndex={-1} className="mx-auto min-h-[calc(100dvh-48px)] w-full max-w-[1440px] min-w-0 px-4 py-5 outline-none max-md:pb-20 lg:px-6">{children}</main>
      </div>
      <BottomBar />
      <CommandPalette open={palette} onOpenChange={setPalette} />
      <KeyboardHelp open={help} onOpenChange={setHelp} />
    </SessionGuard>
  )
}
