import { clsx } from 'clsx'
import { ArrowRight, CircleAlert } from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import type { StageState } from './path-model.ts'

/** What draws a link: a router's own, or a plain `a`. */
export type LinkComponent = ComponentType<{ href: string; className?: string; children: ReactNode }> | 'a'

const STATES: Record<StageState, string> = {
  passed: 'border-line-strong bg-surface',
  failed: 'border-bad bg-bad-soft',
  unreached: 'border-dashed border-line-strong bg-transparent text-faint',
}

type Props = {
  /** What kind of thing it is: "Route". */
  caption: ReactNode
  state?: StageState
  /** Read out after the caption where the look alone says it. */
  note?: string
  href?: string | undefined
  link?: LinkComponent
  /** One text in monospace, or more. */
  children: ReactNode
  className?: string
}

/** One station of the path. The whole box is the link. */
export function StageBox({ caption, state = 'passed', note, href, link: Link = 'a', children, className }: Props) {
  const content = (
    <>
      <span className={clsx('flex items-center gap-1 text-xs leading-[14px]', state === 'failed' ? 'text-bad' : 'text-faint')}>
        {state === 'failed' && <CircleAlert size={12} aria-hidden className="shrink-0" />}
        <span className="truncate">{caption}</span>
        {note !== undefined && <span className="sr-only">{note}</span>}
      </span>
      <span className="block min-w-0 truncate">{children}</span>
    </>
  )
  const look = clsx('block min-w-0 rounded-md border px-[9px] py-[5px]', STATES[state], className)
  if (href === undefined) return <div className={look}>{content}</div>
  const linkLook = clsx(look, 'transition-colors duration-100 hover:border-accent hover:text-accent-ink')
  return <Link href={href} className={linkLook}>{content}</Link>
}

/** Between two stations; points down where they stand in a column. */
export const Arrow = ({ muted }: { muted?: boolean }) => (
  <ArrowRight
    size={14}
    aria-hidden
    className={clsx('mx-[3px] my-[2px] shrink-0 rotate-90 @min-[480px]:rotate-0', muted ? 'text-line-strong' : 'text-control')}
  />
)
