'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField } from '#components/form/choice-fields.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { REWRITES, type RewriteValues } from './rewrite-values.ts'
import type { RouteFormValues } from './route-values.ts'

export const useRewriteKind = () => useWatch<RouteFormValues, 'rewrite.kind'>({ name: 'rewrite.kind' })

/** What the target is asked for in place of the request's path. */
export function RewriteField() {
  const t = useTranslations('routes.form.rewrite')
  const kind = useRewriteKind()
  return (
    <div data-field="rewrite" className="space-y-3">
      <SelectField
        name="rewrite.kind"
        label={t('label')}
        help={t('help')}
        options={REWRITES.map((value) => ({ value, label: t(`kinds.${value}`), hint: t(`hints.${value}`) }))}
      />
      <Parts kind={kind} />
    </div>
  )
}

function Parts({ kind }: { kind: RewriteValues['kind'] }) {
  const t = useTranslations('routes.form.rewrite')
  switch (kind) {
    case 'none':
      return null
    case 'prefix':
      return <TextField name="rewrite.value" label={t('newPrefix')} help={t('newPrefixHelp')} placeholder="/v2" mono />
    case 'full':
      return <TextField name="rewrite.value" label={t('newPath')} help={t('newPathHelp')} placeholder="/index.html" mono />
    case 'regex':
      return (
        <FieldRow>
          <TextField name="rewrite.pattern" label={t('pattern')} help={t('patternHelp')} placeholder="^/v1/(.*)" mono />
          <TextField name="rewrite.replacement" label={t('replacement')} help={t('replacementHelp')} placeholder="/v2/$1" mono />
        </FieldRow>
      )
    case 'groups':
      return <TextField name="rewrite.target" label={t('target')} help={t('targetHelp')} placeholder="/$2" mono />
  }
}

/** Beside a setting that a rewrite takes the place of. */
export function UnlessRewritten() {
  const t = useTranslations('routes.form.rewrite')
  return useRewriteKind() === 'none' ? null : <span className="text-warn"> {t('instead')}</span>
}
