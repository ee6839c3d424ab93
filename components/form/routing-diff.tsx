import { useTranslations } from 'next-intl'
import type { RoutingChange } from '#components/api/types.ts'

/** Which requests go elsewhere after a change. Undefined: it was not asked for. */
export function RoutingDiff({ changes, tall }: { changes: readonly RoutingChange[] | undefined; /** On a page of its own, not in a dialog. */ tall?: boolean }) {
  const t = useTranslations('form.save')
  if (changes === undefined || changes.length === 0) return <p className="text-muted">{t('noRouting')}</p>
  return (
    <div className={tall ? 'overflow-x-auto' : 'max-h-72 overflow-auto rounded-md border'} tabIndex={0} role="region" aria-label={t('routing')}>
      <table className="w-full text-left">
        <thead>
          <tr className="text-xs text-muted">
            {[t('requests'), t('before'), t('after')].map((word) => <th key={word} scope="col" className="border-b bg-sunken px-3 py-1 font-medium first:pl-4">{word}</th>)}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.pattern} className="align-top not-first:*:border-t">
              <td className="px-3 py-1 pl-4">
                <span className="font-mono text-xs leading-5 break-all">{change.pattern}</span>
                {change.alike > 0 && <span className="block text-xs text-muted">{t('alike', { count: change.alike })}</span>}
              </td>
              <td className="px-3 py-1 text-muted">{change.before ?? t('noRoute')}</td>
              <td className="px-3 py-1">{change.after ?? t('noRoute')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
