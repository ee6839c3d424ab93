import type { ReactNode } from 'react'

type Props = {
  title: string
  /** In the window's title instead of `title`. */
  documentTitle?: string
  /** Beside the title: a count, a state. */
  badge?: ReactNode
  /** One line of facts below. */
  facts?: ReactNode
  actions?: ReactNode
  /** Above the title: a link to the list. */
  up?: ReactNode
}

export function PageHeader({ title, documentTitle, badge, facts, actions, up }: Props) {
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
      <title>{`${documentTitle ?? title} · Sluice`}</title>
      <div className="min-w-0 flex-1 basis-64">
        {up !== undefined && <div className="mb-0.5 text-xs text-muted">{up}</div>}
        <div className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-3">
          <h1 className="min-w-0 truncate text-xl font-semibold tracking-tight">{title}</h1>
          {badge}
        </div>
        {facts !== undefined && <div className="mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">{facts}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}

/** A titled block of a page. `flush`: a table or list that reaches the frame. */
export function Panel({ title, actions, children, flush }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className="min-w-0 rounded-lg border bg-surface">
      {title !== undefined && (
        <div className="flex min-h-10 items-center gap-2 border-b px-4 py-1">
          <h2 className="flex-1 font-semibold">{title}</h2>
          {actions}
        </div>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  )
}
