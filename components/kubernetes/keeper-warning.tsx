'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { KubernetesChange } from '#components/api/types.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { keptByOthers, handOver } from './keepers.ts'
import { refText } from './object-names.ts'
import { Tick } from './tick.tsx'

type Props = { changes: readonly KubernetesChange[] | undefined; checked: boolean; onChange?: ((checked: boolean) => void) | undefined }

/** Other tools keep these objects: what they will do, the patch to give to them instead, and the tick that goes on. */
export function KeeperWarning({ changes, checked, onChange }: Props) {
  const t = useTranslations('kubernetes.keeper')
  const kept = keptByOthers(changes)
  if (kept.length === 0) return null
  return (
    <Callout tone="warn" title={t('title', { count: kept.length })}>
      <ul className="my-1 space-y-1">
        {kept.map((change) => (
          <li key={refText(change.ref)} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 flex-1 basis-64">
              {t(`keeps.${change.managedBy.tool}`, { name: change.managedBy.name, object: refText(change.ref) })}
            </span>
            <HandOver change={change} />
          </li>
        ))}
      </ul>
      <Tick checked={checked} onChange={(next) => onChange?.(next)} disabled={onChange === undefined}>{t('tick')}</Tick>
    </Callout>
  )
}

function HandOver({ change }: { change: KubernetesChange }) {
  const t = useTranslations('kubernetes.keeper')
  const [copied, setCopied] = useState(false)
  const { kind, text } = handOver(change)
  return (
    <>
      <Button size="sm" onClick={async () => setCopied(await copyText(text))}>{copied ? t('copied') : t(`copy.${kind}`)}</Button>
      <span aria-live="polite" className="sr-only">{copied ? t('copied') : ''}</span>
    </>
  )
}
