'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { TextField } from '#components/form/text-field.tsx'
import type { RouteFormValues } from './route-values.ts'

/** The path made of the groups of the route's own path: an Ingress has it, and no filter can say it. */
export function RewriteTargetField() {
  const t = useTranslations('routes.form')
  return <TextField name="rewriteTarget" label={t('rewriteTarget')} help={t('rewriteTargetHelp')} optional placeholder="/$2" mono />
}

/** Beside a setting that a rewrite takes the place of. */
export function UnlessRewritten() {
  const t = useTranslations('routes.form')
  const [target, filters] = useWatch<RouteFormValues, ['rewriteTarget', 'filters']>({ name: ['rewriteTarget', 'filters'] })
  const isRewritten = target !== '' || filters.some(({ type }) => type === 'rewritePath')
  return isRewritten ? <span className="text-warn"> {t('instead')}</span> : null
}
