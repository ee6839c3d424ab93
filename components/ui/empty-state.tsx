import type { ReactNode } from 'react'
import { PathDrawing, type Station } from './path-drawing.tsx'

type Props = {
  title: string
  children: ReactNode
  at?: Station
  actions?: ReactNode
  /** `h1` where it is the whole page. */
  heading?: 'h1' | 'h2'
}

/** Nothing here yet: what the object is for, where it sits, what to do. Never shown for a failed load. */
export function EmptyState({ title, children, at, actions, heading: Heading = 'h2' }: Props) {
  return (
    <div className="mx-auto flex max-w-[560px] flex-col items-start gap-4 px-4 py-12">
      {at !== undefined && <PathDrawing at={at} />}
      <div className="w-full min-w-0">
        <Heading className="text-lg font-semibold">{title}</Heading>
        <div className="mt-1 text-muted">{children}</div>
      </div>
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
