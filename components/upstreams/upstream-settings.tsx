'use client'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Upstream } from '#lib/model/upstream.ts'
import { spanText } from '#components/filters/amounts.ts'
import { KeyValues, type KeyValue } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { TagList } from '#components/ui/tag-list.tsx'
import { hasFallback, hashes, hashDetailsInUse, type HashDetail } from './hash-fields-in-use.ts'

const FIRST: HashDetail[] = ['hashOnHeader', 'hashOnCookie', 'hashOnQueryArg', 'hashOnUriCapture']
const FALLBACK: HashDetail[] = ['hashFallbackHeader', 'hashFallbackQueryArg', 'hashFallbackUriCapture']

/** Everything but the targets, in the order of the form. */
export function UpstreamSettings({ upstream }: { upstream: Upstream }) {
  const t = useTranslations('upstreams')
  const { healthchecks, algorithm, hashOn, hashFallback, hostHeader, slots, slowStartMs, tags } = upstream
  const notSet = <span className="text-faint">{t('detail.notSet')}</span>
  const items: KeyValue[] = [
    { label: t('form.algorithm'), value: t(`algorithm.${algorithm}`) },
    ...(hashes(upstream)
      ? [{ label: t('detail.hash'), value: <Choice label={t(`hashOn.${hashOn}`)} upstream={upstream} details={FIRST} /> }]
      : []),
    ...(hasFallback(upstream)
      ? [{ label: t('detail.fallback'), value: <Choice label={t(`hashOn.${hashFallback}`)} upstream={upstream} details={FALLBACK} /> }]
      : []),
    ...(hashDetailsInUse(upstream).has('hashOnCookiePath')
      ? [{ label: t('detail.cookiePath'), value: <Mono>{upstream.hashOnCookiePath}</Mono> }]
      : []),
    { label: t('detail.hostHeader'), value: hostHeader === undefined ? notSet : <Mono copy>{hostHeader}</Mono> },
    ...(hashes(upstream) ? [{ label: t('detail.slots'), value: slots }] : []),
    ...(slowStartMs > 0 ? [{ label: t('detail.slowStart'), value: spanText(slowStartMs) }] : []),
    { label: t('detail.activeChecks'), value: <ActiveChecks checks={healthchecks.active} /> },
    { label: t('detail.passiveChecks'), value: <PassiveChecks checks={healthchecks.passive} /> },
    ...(healthchecks.threshold > 0 ? [{ label: t('detail.threshold'), value: `${healthchecks.threshold} %` }] : []),
    { label: t('detail.tags'), value: <TagList tags={tags} empty={t('detail.notSet')} /> },
  ]
  return <KeyValues items={items} />
}

function Choice({ label, upstream, details }: { label: ReactNode; upstream: Upstream; details: HashDetail[] }) {
  const inUse = hashDetailsInUse(upstream)
  return (
    <span className="flex items-center gap-2">
      {label}
      {details.filter((field) => inUse.has(field)).map((field) => <Mono key={field}>{upstream[field] ?? ''}</Mono>)}
    </span>
  )
}

function ActiveChecks({ checks }: { checks: Upstream['healthchecks']['active'] }) {
  const t = useTranslations('upstreams.detail')
  const { type, httpPath, healthy, unhealthy } = checks
  if (healthy.interval === 0 && unhealthy.interval === 0) return t('off')
  const path = type === 'http' || type === 'https' ? httpPath : ''
  return t('every', { type, path, healthy: healthy.interval, unhealthy: unhealthy.interval })
}

function PassiveChecks({ checks }: { checks: Upstream['healthchecks']['passive'] }) {
  const t = useTranslations('upstreams.detail')
  const format = useFormatter()
  const { tcpFailures, timeouts, httpFailures } = checks.unhealthy
  const counted = ([['tcp', tcpFailures], ['timeouts', timeouts], ['http', httpFailures]] as const).filter(([, count]) => count > 0)
  if (counted.length === 0) return t('off')
  return t('passive', { type: checks.type, failures: format.list(counted.map(([kind, count]) => t(`failures.${kind}`, { count })), { type: 'disjunction' }) })
}
