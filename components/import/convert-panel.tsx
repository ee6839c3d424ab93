'use client'
import { Copy, Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { Button } from '#components/ui/button.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { Panel } from '#components/ui/page-header.tsx'
import { convertedText, shownGiven, shownText } from './assemble.ts'
import { SideBySide } from './side-by-side.tsx'
import { isConverted, type Preview } from './types.ts'

export const FILE_NAME = 'manifests-v1.yaml'

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = FILE_NAME
  link.click()
  URL.revokeObjectURL(url)
}

/** The manifests as given and as v1, to be read, copied and downloaded. */
export function ConvertPanel({ given, preview }: { given: string; preview: Preview }) {
  const t = useTranslations('import')
  const { documents } = preview
  const copy = async () => {
    if (await copyText(convertedText(given, documents))) toast(t('copied'))
  }
  if (!isConverted(preview)) return null
  return (
    <Panel
      title={t('conversion')}
      flush
      actions={
        <>
          <Button size="sm" icon={<Copy size={13} aria-hidden />} onClick={() => void copy()}>{t('copyYaml')}</Button>
          <Button size="sm" icon={<Download size={13} aria-hidden />} onClick={() => download(convertedText(given, documents))}>{t('download')}</Button>
        </>
      }
    >
      <SideBySide given={shownGiven(given, documents)} converted={shownText(given, documents)} />
    </Panel>
  )
}
