'use client'
import { useTranslations } from 'next-intl'
import { useQueryState } from 'nuqs'
import { isKind } from '#lib/model/kinds.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { RevisionList } from './revision-list.tsx'

/** All revisions, or those of `?kind=` and `?name=`. */
export function HistoryPage() {
  const t = useTranslations('history')
  const [kind, setKind] = useQueryState('kind')
  const [name, setName] = useQueryState('name')
  const known = kind !== null && isKind(kind) ? kind : undefined
  return (
    <>
      <PageHeader
        title={t('title')}
        badge={
          known && (
            <span className="flex items-center gap-2">
              <Badge mono>{name === null ? known : `${known}/${name}`}</Badge>
              <Button
                size="sm"
                variant="ghost"
                onClick={() => {
                  void setKind(null)
                  void setName(null)
                }}
              >
                {t('showAll')}
              </Button>
            </span>
          )
        }
      />
      <RevisionList query={{ ...(known ? { kind: known } : {}), ...(known && name !== null ? { name } : {}) }} />
    </>
  )
}
