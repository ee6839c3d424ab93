'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import type { RequestStream } from '#components/api/requests.ts'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { streamTrouble } from './trouble.ts'

type Props = { stream: RequestStream; filtered: boolean; paused: boolean; onClearFilter: () => void }

/** Where the rows will stand: why there are none. */
export function TailEmpty({ stream, filtered, paused, onClearFilter }: Props) {
  const t = useTranslations('live.empty')
  if (stream.state === 'lost') return <EmptyState title={t('lost.title')}>{t('lost.text')}</EmptyState>
  const trouble = streamTrouble(stream)
  if (trouble) {
    return <EmptyState title={t(`${trouble}.title`)} actions={<Link href={pb.proxies()} className={buttonClass()}>{t('proxies')}</Link>}>{t(`${trouble}.text`)}</EmptyState>
  }
  if (filtered) return <EmptyState title={t('filtered.title')} actions={<Button onClick={onClearFilter}>{t('clearFilter')}</Button>}>{t('filtered.text')}</EmptyState>
  if (paused) return <EmptyState title={t('paused.title')}>{t('paused.text')}</EmptyState>
  return <EmptyState title={t('waiting.title')} at="listener" actions={<Link href={pb.tester()} className={buttonClass()}>{t('tester')}</Link>}>{t('waiting.text')}</EmptyState>
}
