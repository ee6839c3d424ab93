import { useTranslations } from 'next-intl'
import type { RoutingChange } from '#components/api/types.ts'

type Props = {
  changes: readonly RoutingChange[] | undefined
  /** On a page of its own, not in a dialog. */
  tall?: boolean
}

/** Which requests go elsewhere after a change. Undefined: it was not asked for. */
export function RoutingDiff({ changes, tall }: Props) {
  const t = useTranslations('form.save')
  if (changes === undefined || changes.length === 0) return <p className="text-muted">{t('noRouting')}</p>
  const frame = tall ? '' : 'max-h-72 overflow-auto rounded-md border'
  const head = 'border-b bg-sunken px-3 py-1 font-medium first:pl-4'
  return (
    <div className={`@container ${frame}`} tabIndex={tall ? undefined : 0} role="region" aria-label={t('routing')}>
      <table className="w-full text-left @max-[519px]:block @min-[520px]:table-fixed">
        <thead className="@max-[519px]:sr-only">
          <tr className="text-xs text-muted">
            <th scope="col" className={`${head} w-[32%]`}>{t('requests')}</th>
            <th scope="col" className={`${head} w-[30%]`}>{t('before')}</th>
            <th scope="col" className={head}>{t('after')}</th>
          </tr>
        </thead>
        <tbody className="@max-[519px]:block">
          {changes.map((change) => (
            <tr
              key={change.pattern}
             
              className="align-top @max-[519px]:block @max-[519px]:px-4 @max-[519px]:py-2 @max-[519px]:not-first:border-t @min-[520px]:not-first:*:border-t"
            >
              <td className="@max-[519px]:block @min-[520px]:py-1 @min-[520px]:pr-3 @min-[520px]:pl-4">
                <span className="font-mono text-xs leading-5 break-words">{change.pattern}</span>
                {change.alike > 0 && <span className="block text-xs text-muted">{t('alike', { count: change.alike })}</span>}
              </td>
              <Way label={t('before')} muted>{change.before ?? t('noRoute')}</Way>
              <Way label={t('after')}>{change.after ?? t('noRoute')}</Way>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Where the requests go; beside its word where there are no columns. */
const Way = ({ label, muted, children }: { label: string; muted?: boolean; children: string }) => (
  <td className={`break-words @max-[519px]:flex @max-[519px]:gap-2 @min-[520px]:px-3 @min-[520px]:py-1 ${muted ? 'text-muted' : ''}`}>
    <span aria-hidden className="w-10 shrink-0 text-muted @min-[520px]:hidden">{label}</span>
    <span className="min-w-0 break-words">{children}</span>
  </td>
)
