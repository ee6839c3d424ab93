import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'

const STATIONS = ['listener', 'certificate', 'route', 'canary', 'service', 'upstream', 'target'] as const
export type Station = (typeof STATIONS)[number]
const MAIN: Station[] = ['listener', 'route', 'service', 'upstream', 'target']

/** The way of a request in one line, with one station lit: where an object sits. */
export function PathDrawing({ at }: { at: Station }) {
  const t = useTranslations('ui.path')
  const line = MAIN.includes(at) ? MAIN : STATIONS.filter((station) => MAIN.includes(station) || station === at)
  return (
    <div role="img" aria-label={t('label', { at: t(at), line: line.map((station) => t(station)).join(' → ') })} className="flex flex-wrap items-center gap-y-2">
      {line.map((station, index) => (
        <span key={station} className="flex items-center" aria-hidden>
          {index > 0 && <span className="h-px w-4 bg-control sm:w-6" />}
          <span
            className={clsx(
              'rounded-md border px-2 py-0.5 text-xs',
              station === at ? 'border-accent bg-accent-soft font-medium text-accent-ink' : 'border-line-strong text-faint',
            )}
          >
            {t(station)}
          </span>
        </span>
      ))}
    </div>
  )
}
