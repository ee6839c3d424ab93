import { useTranslations } from 'next-intl'
import type { Change } from '#components/api/types.ts'
import { changedFields } from './changed-fields.ts'

const SHOWN = 2

/** `routes/shop: weight 10 → 25`, and how many more there are. */
export function ChangeSummary({ changes }: { changes: readonly Change[] }) {
  const t = useTranslations('history')
  return (
    <>
      {changes.slice(0, SHOWN).map((change, index) => (
        <span key={`${change.kind}/${change.name}`}>
          {index > 0 && ', '}
          <span className="font-mono text-xs">{change.kind}/{change.name}</span>
          {change.change === 'updated' ? `: ${changedFields(change.before, change.after)}` : ` ${t(`change.${change.change}`)}`}
        </span>
      ))}
      {changes.length > SHOWN && <span className="text-muted"> {t('more', { count: changes.length - SHOWN })}</span>}
    </>
  )
}
