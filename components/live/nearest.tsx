'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useApi } from '#components/api/provider.tsx'
import type { NearestRoute } from '#components/api/requests.ts'
import { Badge } from '#components/ui/badge.tsx'
import { pageOf } from './request-links.ts'

const KNOWN = ['listener', 'protocol', 'host', 'path', 'method', 'header', 'query', 'sni']

type Props = { nearest: NearestRoute | null; /** On a small screen the reason alone. */ brief?: boolean }

/** The route that came nearest, and the first thing that it wants otherwise, in the tester's words. */
export function Nearest({ nearest, brief }: Props) {
  const rest = brief && 'max-md:hidden'
  const t = useTranslations('live.unmatched')
  const fails = useTranslations('tester.diagram')
  const { workspace } = useApi()
  if (nearest === null) return <span className="text-faint">{t('nothingNear')}</span>
  const { route, workspace: of, failed, detail } = nearest
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Link href={pageOf('routes', route, of, workspace)} title={route} className={clsx('relative z-1 min-w-0 truncate rounded-sm hover:text-accent-ink hover:underline', rest)}>{route}</Link>
      <Badge className="shrink-0">{KNOWN.includes(failed) ? fails(`fails.${failed}`) : failed}</Badge>
      {detail !== '' && <span title={t('wants', { detail })} className={clsx('min-w-0 truncate font-mono text-xs text-muted', rest)}>{detail}</span>}
    </span>
  )
}
