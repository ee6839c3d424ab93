'use client'
import { ArrowRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge, StatusBadge } from '#components/ui/badge.tsx'
import type { Change, Manifest, Problem } from './types.ts'
import { useImportWords } from './use-words.ts'

type ToLine = (line: number) => void

/** A line of the text that was given; leads there. */
function LineButton({ line, onLine }: { line: number; onLine: ToLine }) {
  const t = useTranslations('import')
  return (
    <button type="button" onClick={() => onLine(line)} className="w-16 shrink-0 self-start rounded-sm text-left text-xs leading-5 whitespace-nowrap text-accent-ink tabular-nums hover:underline">{t('line', { line })}</button>
  )
}

function ChangeItem({ change, onLine }: { change: Change; onLine: ToLine }) {
  const t = useTranslations('import')
  const { why } = useImportWords()
  const { before, after } = change
  return (
    <li className="flex gap-3 px-4 py-1.5">
      <LineButton line={change.line} onLine={onLine} />
      <div className="min-w-0 flex-1">
        <p className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">
          <span className="text-muted">{change.path === '' ? t('wholeDocument') : change.path}</span>{' '}
          {before !== null && <del className="rounded-xs bg-bad-soft px-1 no-underline"><span className="sr-only">{t('was')} </span>{before}</del>}
          {before !== null && after !== null && <ArrowRight size={12} aria-hidden className="mx-1 inline text-muted" />}
          {after !== null && <ins className="rounded-xs bg-ok-soft px-1 no-underline"><span className="sr-only">{t('is')} </span>{after}</ins>}
          {before !== null && after === null && <span className="ml-1 font-sans text-muted">{t('takenAway')}</span>}
        </p>
        <p className="text-muted">{why(change)}</p>
      </div>
    </li>
  )
}

export function ProblemItem({ problem, onLine }: { problem: Problem; onLine: ToLine }) {
  const t = useTranslations('common.severity')
  const words = useImportWords()
  return (
    <li className="flex gap-3 px-4 py-1.5">
      <LineButton line={problem.line} onLine={onLine} />
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]"><StatusBadge tone={problem.severity === 'error' ? 'bad' : 'warn'} className="mr-2">{t(problem.severity)}</StatusBadge>{words.problem(problem)}</p>
        {problem.path !== '' && <p className="font-mono text-xs leading-5 [overflow-wrap:anywhere] text-muted">{problem.path}</p>}
      </div>
    </li>
  )
}

/** One object of the text: what became of it, what was changed and why, what is wrong with it. */
export function ManifestNotes({ manifest, onLine }: { manifest: Manifest; onLine: ToLine }) {
  const t = useTranslations('import')
  const { kind, namespace, name, apiVersion, changes, problems } = manifest
  const converted = apiVersion.from !== apiVersion.to
  return (
    <li className="not-first:border-t">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
        <h3 className="font-semibold">{kind} <span className="font-mono text-xs">{name === '' ? t('noName') : namespace === '' ? name : `${namespace}/${name}`}</span></h3>
        <span className="flex items-center gap-1">
          <Badge mono>{apiVersion.from}</Badge>
          {converted && <ArrowRight size={12} aria-label={t('becomes')} className="text-muted" />}
          {converted && <Badge mono>{apiVersion.to}</Badge>}
        </span>
        {changes.length === 0 && problems.length === 0 && <span className="text-muted">{t('asItIs')}</span>}
      </div>
      {problems.length + changes.length > 0 && (
        <ul className="pb-2">
          {problems.map((problem, index) => <ProblemItem key={index} problem={problem} onLine={onLine} />)}
          {changes.map((change, index) => <ChangeItem key={index} change={change} onLine={onLine} />)}
        </ul>
      )}
    </li>
  )
}
