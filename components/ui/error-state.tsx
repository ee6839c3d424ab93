import { RefreshCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'

type Props = {
  /** What failed: "Routes could not be loaded". */
  title: string
  message: string
  code?: string | undefined
  onRetry: () => void
  retrying?: boolean
  /** The last good data; greyed and not to be clicked. */
  children?: ReactNode
}

export function ErrorState({ title, message, code, onRetry, retrying, children }: Props) {
  const t = useTranslations('ui')
  return (
    <div className="space-y-3">
      <Callout
        tone="bad"
        title={title}
        actions={<Button size="sm" onClick={onRetry} busy={retrying ?? false} icon={<RefreshCw size={12} aria-hidden />}>{t('retry')}</Button>}
      >
        <p className="text-muted">{message} {code !== undefined && <code className="text-faint">{code}</code>}</p>
      </Callout>
      {children !== undefined && (
        <section aria-label={t('lastGood')}>
          <p className="mb-2 text-xs text-faint">{t('lastGood')}</p>
          <div inert className="opacity-60 grayscale">{children}</div>
        </section>
      )}
    </div>
  )
}
