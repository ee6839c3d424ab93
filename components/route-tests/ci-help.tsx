'use client'
import { useTranslations } from 'next-intl'
import { useApi } from '#components/api/provider.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

const FILE = `- name: shop-api
  request:
    url: http://shop.test/api
  expect:
    service: shop
- name: nothing-else
  request:
    url: http://shop.test/admin
    headers:
      x-version: "2"
  expect:
    outcome: no-route
    status: 404
`

/** The command that runs a file of tests against this instance and workspace. */
export function CiCommand() {
  const t = useTranslations('routeTests.ci')
  const { workspace } = useApi()
  const where = workspace === 'default' ? '' : ` --workspace ${workspace}`
  return <CodeBlock label={t('command')}>{`npm run route-tests -- --url ${window.location.origin} --token TOKEN${where} file.yaml`}</CodeBlock>
}

/** How a file of tests is run elsewhere: the command, and what stands in the file. */
export function CiDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('routeTests.ci')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')} description={t('text')} size="lg">
      <div className="space-y-3">
        <CiCommand />
        <p className="text-muted">{t('token')}</p>
        <h3 className="font-medium">{t('file')}</h3>
        <CodeBlock label={t('file')}>{FILE}</CodeBlock>
      </div>
    </Dialog>
  )
}
