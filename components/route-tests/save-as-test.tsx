'use client'
import { ListChecks } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { RouteTest } from '#lib/model/route-test.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import type { Explanation } from '#components/tester/explanation.ts'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { expectationOf } from './expectation-of.ts'
import { newTestLink } from './test-links.ts'

type Props = {
  /** The HTTP request that was asked; there are no tests of streams. */
  request: RouteTest['request']
  explanation: Pick<Explanation, 'outcome' | 'route' | 'service' | 'canary'>
}

/** From an answer of the tester to a test of it: the new form, with the request and today's outcome filled in. */
export function SaveAsTest({ request, explanation }: Props) {
  const t = useTranslations('routeTests')
  const icon = <ListChecks size={14} aria-hidden />
  const readOnly = useReadOnly('route-tests')
  if (readOnly !== undefined) return <Button icon={icon} disabledReason={readOnly}>{t('saveAs')}</Button>
  return <Link href={newTestLink(request, expectationOf(explanation))} className={buttonClass()}>{icon}{t('saveAs')}</Link>
}
