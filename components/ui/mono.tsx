import { clsx } from 'clsx'
import { CopyButton } from './copy-button.tsx'

type Props = {
  children: string
  /** Adds a copy button; its text is the accessible name of what is copied. */
  copy?: boolean | string
  className?: string
  /** Where a cell or link already takes the focus. */
  still?: boolean
}

/** A host, path, address or name: one line, ellipsised, whole on hover and focus. */
export function Mono({ children, copy, className, still }: Props) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-0.5 align-bottom">
      <span
        title={children}
        {...(still || copy ? {} : { tabIndex: -1 })}
        className={clsx('min-w-0 truncate font-mono text-xs leading-5 focus:overflow-visible focus:whitespace-normal', className)}
      >
        {children}
      </span>
      {copy !== undefined && copy !== false && <CopyButton text={children} what={typeof copy === 'string' ? copy : children} />}
    </span>
  )
}
