'use client'
import type { ReactNode } from 'react'
import { Mark } from '#components/ui/mark.tsx'
import { LanguageMenu } from '#components/shell/language-menu.tsx'
import { ThemeMenu } from '#components/shell/theme-menu.tsx'

/** The quiet page of sign-in and set-up. */
export function EntryFrame({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{`${title} · Sluice`}</title>
      <div className="flex justify-end gap-1 p-2"><LanguageMenu /><ThemeMenu /></div>
      <main className="mx-auto w-full max-w-[400px] flex-1 px-4 pt-[10vh] pb-12">
        <div className="mb-6 flex items-center gap-2 text-lg font-semibold tracking-tight">
          <Mark size={28} />
          Sluice
        </div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <div className="mt-1 mb-6 text-muted">{text}</div>
        {children}
      </main>
    </div>
  )
}
