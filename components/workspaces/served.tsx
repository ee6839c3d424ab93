'use client'
import { useTranslations } from 'next-intl'
import { StatusBadge } from '#components/ui/badge.tsx'

/** Whether the routes of a workspace are published to the proxies. */
export function Served({ on }: { on: boolean }) {
  const t = useTranslations('workspaces')
  return <StatusBadge tone={on ? 'ok' : 'off'}>{on ? t('isServed') : t('notServed')}</StatusBadge>
}
