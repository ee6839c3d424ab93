'use client'
import { Dialog as Base } from '@base-ui/react/dialog'
import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, type ReactNode, type RefObject } from 'react'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  /** The row of buttons at the bottom. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg' | 'xl'
  /** Stays open when one clicks beside it. */
  modalOnly?: boolean
  initialFocus?: RefObject<HTMLElement | null>
}

const WIDTHS = { sm: 'max-w-[440px]', md: 'max-w-[600px]', lg: 'max-w-[840px]', xl: 'max-w-[1080px]' }

export function Dialog({ open, onOpenChange, title, description, children, footer, size = 'md', modalOnly, initialFocus }: Props) {
  const t = useTranslations('ui')
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} disablePointerDismissal={modalOnly ?? false}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          ref={popup}
          initialFocus={initialFocus ?? (() => firstControl(popup.current) ?? true)}
          className={clsx(
            'popup fixed top-[max(16px,min(12vh,96px))] left-1/2 z-40 flex max-h-[min(84vh,calc(100dvh-32px))] w-[calc(100vw-24px)] -translate-x-1/2 flex-col',
            WIDTHS[size],
          )}
        >
          <header className="flex items-start gap-2 border-b px-4 pt-3 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-base font-semibold break-words">{title}</Base.Title>
              {description !== undefined && <Base.Description className="mt-0.5 text-muted">{description}</Base.Description>}
            </div>
            <Base.Close aria-label={t('close')} className="flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"><X size={16} aria-hidden /></Base.Close>
          </header>
          {children !== undefined && <div data-dialog-body="" className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>}
          {footer !== undefined && <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3">{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** The first field, or else the main button at the end; never Close, which would only invite to leave. */
function firstControl(popup: HTMLElement | null): HTMLElement | null {
  const field = popup?.querySelector<HTMLElement>('[data-dialog-body] :is(input:not([type="hidden"]), textarea)')
  return field ?? [...(popup?.querySelectorAll<HTMLElement>('footer button') ?? [])].at(-1) ?? null
}
