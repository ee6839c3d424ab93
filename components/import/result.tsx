'use client'
import { useTranslations } from 'next-intl'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { ConvertPanel, FILE_NAME } from './convert-panel.tsx'
import { MadeObjects } from './made-objects.tsx'
import { ManifestNotes, ProblemItem } from './manifest-notes.tsx'
import { isConverted, problemCount, type Preview } from './types.ts'

type Props = { given: string; preview: Preview; stored: boolean; onLine: (line: number) => void }

/** What was changed and what is wrong, the two texts, and what Sluice makes of them. */
export function Result({ given, preview, stored, onLine }: Props) {
  const t = useTranslations('import')
  const { manifests, problems, objects, diagnostics, workspace } = preview
  const readable = manifests.length > 0
  return (
    <div className="space-y-4">
      {readable && !isConverted(preview) && <Callout tone="ok" title={t('unchanged')}>{problemCount(preview) === 0 ? t('unchangedText') : t('unchangedWithProblems')}</Callout>}
      <ConvertPanel given={given} preview={preview} />
      {problems.length + manifests.length > 0 && (
        <Panel title={t('notes')} flush>
          <ul className="divide-y-0">
            {problems.length > 0 && <li className="border-b py-1 last:border-b-0"><ul>{problems.map((problem, index) => <ProblemItem key={index} problem={problem} onLine={onLine} />)}</ul></li>}
            {manifests.map((manifest, index) => <ManifestNotes key={index} manifest={manifest} onLine={onLine} />)}
          </ul>
        </Panel>
      )}
      {readable && (
        <section aria-label={t('made')} className="space-y-3">
          <div>
            <h2 className="font-semibold">{t('made')}</h2>
            <p className="text-muted">{objects.length === 0 ? t('madeNothing') : workspace === 'kubernetes' ? t('madeInCluster') : t('madeText')}</p>
          </div>
          {objects.length > 0 && <MadeObjects objects={objects} label={t('made')} stored={stored} />}
          <DiagnosticList items={diagnostics} lead={({ source }) => <Mono>{source.namespace === undefined || source.namespace === '' ? source.name : `${source.namespace}/${source.name}`}</Mono>} />
        </section>
      )}
      {workspace === 'kubernetes' && readable && (
        <Callout tone="neutral" title={t('clusterLater')}>
          <p className="mb-2 text-muted">{t('clusterHow', { file: FILE_NAME })}</p>
          <CodeBlock label={t('command')}>{`kubectl apply -f ${FILE_NAME}`}</CodeBlock>
        </Callout>
      )}
    </div>
  )
}
