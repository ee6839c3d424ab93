'use client'
import { ArrowRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ExplainedRewrite } from './explanation.ts'
import { rewriteParts } from './rewrite-parts.ts'

/** How the path that was matched becomes the path that is asked of the target, and by which rule. */
export function RewriteStep({ rewrite }: { rewrite: ExplainedRewrite }) {
  const t = useTranslations('tester.rewrite')
  const { matched, rest, base, made } = rewriteParts(rewrite)
  const isSame = base === '' && matched + rest === made
  return (
    <div role="group" aria-label={t('title')} className="border-b px-4 py-2">
      <p className="flex flex-wrap items-baseline gap-x-1.5 font-mono text-xs leading-5">
        <span className="mr-1 font-sans text-muted">{t('title')}</span>
        {!isSame && (
          <>
            <span className="break-all">
              {matched !== '' && (
                <span title={t('matched')} className="underline decoration-accent decoration-2 underline-offset-3">
                  {matched}
                  <span className="sr-only"> ({t('matched')}) </span>
                </span>
              )}
              {rest}
            </span>
            <ArrowRight size={12} aria-hidden className="shrink-0 translate-y-0.5 text-faint" />
            <span className="sr-only">{t('becomes')}</span>
          </>
        )}
        <span className="break-all">
          {base !== '' && (
            <span title={t('base')} className="underline decoration-line-strong decoration-2 underline-offset-3">
              {base}
              <span className="sr-only"> ({t('base')}) </span>
            </span>
          )}
          {made}
        </span>
      </p>
      <p className="text-xs text-muted">
        {rewrite.rule !== 'keepPath' && <>{t(`rule.${rewrite.rule}`)} · </>}
        {rewrite.why}
        {base !== '' && <> · {t('baseWhy', { path: rewrite.servicePath })}</>}
      </p>
    </div>
  )
}
