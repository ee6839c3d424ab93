'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { FilterList } from '#components/filters/filter-list.tsx'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { TagList } from '#components/ui/tag-list.tsx'
import { TemplateRoutes } from './template-routes.tsx'

export function TemplatePage({ name }: { name: string }) {
  return (
    <ObjectPage
      kind="templates"
      name={name}
      facts={({ description }) => description !== '' && <span className="max-w-[720px]">{description}</span>}
      overview={(template) => <Overview template={template} />}
    />
  )
}

function Overview({ template }: { template: ApiObject<'templates'> }) {
  const t = useTranslations('templates')
  return (
    <div className="space-y-4">
      <Panel title={t('detail.filters')}>
        {template.filters.length === 0 ? <p className="text-muted">{t('detail.noFilters')}</p> : <FilterList filters={template.filters} />}
        {template.tags.length > 0 && <div className="mt-3 flex items-baseline gap-2"><span className="text-xs text-muted">{t('form.tags')}</span><TagList tags={template.tags} empty="" /></div>}
      </Panel>
      <TemplateRoutes template={template} />
    </div>
  )
}
