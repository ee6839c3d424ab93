'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { address } from './describe-upstream.ts'
import { healthyCount, isChecked, useTargetHealth } from './target-health.ts'

/** `2 of 3 healthy`, of the targets that take requests; nothing where nobody checks them and none is marked down. */
export function HealthyCount({ upstream }: { upstream: ApiObject<'upstreams'> }) {
  const t = useTranslations('targetHealth')
  const { data } = useTargetHealth(upstream.name)
  if (data === undefined) return null
  const used = upstream.targets.filter(({ enabled, weight }) => enabled && weight > 0).map(address)
  const { healthy, of } = healthyCount(used, data.targets)
  if (of === 0 || (healthy === of && !isChecked(upstream.healthchecks))) return null
  return <StatusBadge tone={healthy === of ? 'ok' : healthy === 0 ? 'bad' : 'warn'}>{t('count', { healthy, of })}</StatusBadge>
}
