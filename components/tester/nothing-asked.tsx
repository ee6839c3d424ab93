'use client'
import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { streamExample, streamForm } from './stream-example.ts'
import type { RequestForm } from './request-form.ts'
import { exampleRequest } from './route-example.ts'

const EXAMPLES = 5

const lineOf = ({ protocol, method, url, source, destination }: RequestForm) =>
  protocol === 'http' ? `${method} ${url}` : `${protocol} ${source} → ${destination}`

type Props = { /** A connection is asked about. */ stream: boolean; onUse: (request: RequestForm) => void }

/** Before the first question: what the tester answers, and a few requests that the routes of this workspace take. */
export function NothingAsked({ stream, onUse }: Props) {
  const t = useTranslations('tester.empty')
  const routes = useList('routes', { limit: stream ? 200 : 20, q: '' })
  const listeners = useList('listeners', { limit: 1000 })
  const known = listeners.data?.items ?? []
  const exampleOf = (route: ApiObject<'routes'>): RequestForm | null => {
    if (!stream) return exampleRequest(route)
    const example = streamExample(route, known)
    return example && streamForm(example)
  }
  const examples = (routes.data?.items ?? [])
    .filter(({ enabled }) => enabled)
    .flatMap((route) => {
      const request = exampleOf(route)
      return request ? [{ name: route.name, request }] : []
    })
    .slice(0, EXAMPLES)
  const without = routes.isSuccess && examples.length === 0
  return (
    <div className="rounded-lg border bg-surface">
      <EmptyState
        title={t('title')}
        at="route"
        actions={without ? <Link href={pb.routes.create()} className={buttonClass('primary')}>{t('createRoute')}</Link> : undefined}
      >
        <p>{stream ? t('streamText') : t('text')}</p>
        <p className="mt-2">{without ? t('noRoutes') : stream ? t('tryOneStream') : t('tryOne')}</p>
        {routes.isPending && <div className="mt-3 space-y-2"><Skeleton className="h-8 w-full" /><Skeleton className="h-8 w-full" /></div>}
        {examples.length > 0 && (
          <ul aria-label={t('examples')} className="mt-3 grid grid-cols-[minmax(0,1fr)] divide-y rounded-md border">
            {examples.map(({ name, request }) => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => onUse(request)}
                  className="group flex w-full min-w-0 items-center gap-2 px-3 py-2 text-left outline-offset-[-2px] hover:bg-hover"
                >
                  <span className="min-w-0 flex-1 truncate font-mono text-xs text-ink">{lineOf(request)}</span>
                  <span className="max-w-[40%] shrink-0 truncate text-xs text-muted">{name}</span>
                  <ArrowRight size={14} aria-hidden className="shrink-0 text-faint group-hover:text-accent-ink" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </EmptyState>
    </div>
  )
}
