'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch, type UseFormReturn } from 'react-hook-form'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { CurlDialog } from './curl-dialog.tsx'
import { HttpFields } from './http-fields.tsx'
import { parseCurl } from './parse-curl.ts'
import { PROTOCOLS, type RequestForm } from './request-form.ts'
import { StreamFields } from './stream-fields.tsx'

type Props = { form: UseFormReturn<RequestForm>; loading: boolean; onSubmit: () => void; onUse: (request: RequestForm) => void }

/** The typed request. It is asked by itself when it settles; the button asks at once. */
export function RequestPanel({ form, loading, onSubmit, onUse }: Props) {
  const t = useTranslations('tester')
  const [pasting, setPasting] = useState(false)
  const protocol = useWatch({ control: form.control, name: 'protocol' })
  return (
    <form
      noValidate
      aria-label={t('request')}
      className="space-y-4 rounded-lg border bg-surface p-4 @min-[920px]:sticky @min-[920px]:top-16"
      onSubmit={(event) => void form.handleSubmit(onSubmit)(event)}
      onPaste={(event) => {
        const parsed = parseCurl(event.clipboardData.getData('text'))
        if (!parsed.ok) return
        event.preventDefault()
        onUse(parsed.request)
      }}
    >
      <SegmentsField name="protocol" label={t('protocol')} options={PROTOCOLS.map((value) => ({ value, label: t(`protocols.${value}`) }))} />
      {protocol === 'http' ? <HttpFields onPaste={() => setPasting(true)} /> : <StreamFields protocol={protocol} />}
      <Button type="submit" variant="primary" busy={loading} className="w-full">{protocol === 'http' ? t('ask') : t('askStream')}</Button>
      <CurlDialog open={pasting} onOpenChange={setPasting} onUse={onUse} />
    </form>
  )
}
