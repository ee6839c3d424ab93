'use client'
import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { createContext, useContext, useEffect, useId, useState, type ReactNode } from 'react'

export type TocEntry = { id: string; title: string }

/** Sections announce themselves here, and FormPage makes the table of contents of them. */
export const TocContext = createContext<{ add: (entry: TocEntry) => () => void } | null>(null)

function useToc(id: string, title: string) {
  const toc = useContext(TocContext)
  useEffect(() => toc?.add({ id, title }), [toc, id, title])
}

type Props = { title: string; help?: ReactNode; children: ReactNode }

/** A part of a form with a heading. */
export function Section({ title, help, children }: Props) {
  const id = useId()
  useToc(id, title)
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="space-y-4 border-t py-5 first:border-t-0 first:pt-0">
      <div>
        <h2 id={`${id}-title`} className="text-lg font-semibold">{title}</h2>
        {help !== undefined && <p className="text-muted">{help}</p>}
      </div>
      {children}
    </section>
  )
}

/** The fields beyond the first screen. Opens itself when one of them has an error (see ErrorSummary). */
export function AdditionalSettings({ title, children, open }: { title?: string; children: ReactNode; open?: boolean }) {
  const t = useTranslations('form')
  const id = useId()
  const words = title ?? t('additional')
  const [shown, setShown] = useState(open ?? false)
  useToc(id, words)
  return (
    <details id={id} open={shown} onToggle={(event) => setShown(event.currentTarget.open)} className="group border-t py-4">
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1.5 rounded-sm text-lg font-semibold [&::-webkit-details-marker]:hidden">
        <ChevronRight size={16} aria-hidden className="text-muted transition-transform duration-100 group-open:rotate-90" />
        {words}
      </summary>
      <div className="space-y-4 pt-4">{children}</div>
    </details>
  )
}
