'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { inWorkspace, pb } from '#components/api/path-builder.ts'
import { useClient } from '#components/api/provider.tsx'
import type { BrokenTest } from '#components/api/types.ts'
import { Callout } from '#components/ui/callout.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { useTestWords } from './test-words.ts'

/** Tests that a change breaks: each with its workspace if it is another one, what differs and where its request would go. */
export function BrokenTests({ tests }: { tests: readonly BrokenTest[] }) {
  const t = useTranslations('routeTests')
  const words = useTestWords()
  const here = useClient().workspace
  return (
    <Callout tone="bad" title={t('save.broken', { count: tests.length })}>
      {/* Links leave in a new tab: what is being saved stays. */}
      <ul className="mt-1 max-h-60 space-y-1.5 overflow-auto" tabIndex={0} aria-label={t('save.broken', { count: tests.length })}>
        {tests.map(({ workspace, name, failures, verdict }) => (
          <li key={`${workspace}/${name}`}>
            <Link
              href={inWorkspace(pb['route-tests'].one(name), workspace)}
              target="_blank"
              className="rounded-sm font-mono text-xs font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
            >
              {name}
            </Link>
            {workspace !== here && <span className="ml-2 text-xs">{t('save.inWorkspace', { name: workspace })}</span>}
            <ul>{failures.map((failure) => <li key={failure.field} className="break-words">{words.failure(failure)}</li>)}</ul>
            <p className="text-xs break-words text-muted">{verdict}</p>
          </li>
        ))}
      </ul>
    </Callout>
  )
}

type AllowProps = { /** Says what is done all the same. */ label: string; checked: boolean; onChange: (checked: boolean) => void }

/** The one way past tests that would fail. */
export function AllowBroken({ label, checked, onChange }: AllowProps) {
  const id = useId()
  return (
    <label htmlFor={id} className="flex min-h-6 items-start gap-2 font-medium">
      <span className="mt-0.5"><Checkbox id={id} checked={checked} onChange={onChange} /></span>
      {label}
    </label>
  )
}
