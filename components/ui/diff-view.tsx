import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { stringify } from 'yaml'
import { diffLines, foldSame } from './diff-lines.ts'

type Props = { before: unknown; after: unknown; label: string }

const asLines = (value: unknown) =>
  value === undefined || value === null ? [] : (typeof value === 'string' ? value : stringify(value, { lineWidth: 0 })).trimEnd().split('\n')

const MARK = { same: ' ', added: '+', removed: '−' }

/** An object before and after, as YAML; a text as it is. Undefined or null = it did not or does not exist. */
export function DiffView({ before, after, label }: Props) {
  const t = useTranslations('ui')
  const lines = foldSame(diffLines(asLines(before), asLines(after)))
  if (lines.every((line) => line.kind === 'fold')) return <p className="text-muted">{t('noDifference')}</p>
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-96 overflow-auto rounded-md border bg-sunken py-1 font-mono text-xs leading-5">
      <div className="min-w-max">
        {lines.map((line, index) =>
          line.kind === 'fold' ? (
            <div key={index} className="border-y bg-surface px-3 text-faint first:border-t-0 last:border-b-0">{t('unchangedLines', { count: line.count })}</div>
          ) : (
            <div key={index} className={clsx('flex px-3 whitespace-pre', line.kind === 'added' && 'bg-ok-soft', line.kind === 'removed' && 'bg-bad-soft')}>
              <span className={clsx('w-4 shrink-0 select-none', line.kind === 'added' && 'text-ok', line.kind === 'removed' && 'text-bad')} aria-hidden>{MARK[line.kind]}</span>
              {line.kind !== 'same' && <span className="sr-only">{t(line.kind)} </span>}
              {line.text}
            </div>
          ),
        )}
      </div>
    </div>
  )
}
