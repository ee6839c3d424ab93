import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { title: ReactNode; open?: boolean; onToggle?: (open: boolean) => void; children: ReactNode; className?: string }

/** A part that is folded away until asked for. */
export const Disclosure = ({ title, open, onToggle, children, className }: Props) => (
  <details open={open} onToggle={(event) => onToggle?.(event.currentTarget.open)} className={`group ${className ?? ''}`}>
    <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-sm font-medium [&::-webkit-details-marker]:hidden">
      <ChevronRight size={14} aria-hidden className="text-muted transition-transform duration-100 group-open:rotate-90" />
      {title}
    </summary>
    <div className="mt-2">{children}</div>
  </details>
)
