'use client'
import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { isApiError } from '#components/api/error.ts'
import { useManifests, type ObjectId } from '#components/api/kubernetes.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

type Props = { objects: readonly ObjectId[]; /** Asks anew when it changes. */ version?: string }

/** The Kubernetes objects that these are read from, to be copied or downloaded. */
export function Manifests({ objects, version }: Props) {
  const t = useTranslations('kubernetes.export')
  const query = useManifests(objects, version)
  if (query.isError) return <ErrorState title={t('failed')} message={query.error.message} code={isApiError(query.error) ? query.error.code : undefined} onRetry={() => void query.refetch()} retrying={query.isFetching} />
  if (!query.data) return <div role="status" aria-label={t('loading')}><Skeleton className="h-40 w-full" /></div>
  const { yaml } = query.data
  const name = objects.length === 1 ? `${objects[0]!.name}.yaml` : 'manifests.yaml'
  return (
    <div className="space-y-2">
      <Button size="sm" icon={<Download size={12} aria-hidden />} onClick={() => download(name, yaml)}>{t('download', { name })}</Button>
      <CodeBlock label={t('label')}>{yaml}</CodeBlock>
    </div>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
