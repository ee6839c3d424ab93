'use client'
import { ClipboardPaste } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch, type UseFormReturn } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import { ComboboxField, SelectField } from '#components/form/choice-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { CurlDialog } from './curl-dialog.tsx'
import { Disclosure } from './disclosure.tsx'
import { PairsField } from './pairs-field.tsx'
import { parseCurl } from './parse-curl.ts'
import type { RequestForm } from './request-form.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((value) => ({ value }))

type Props = { form: UseFormReturn<RequestForm>; loading: boolean; onSubmit: () => void; onUse: (request: RequestForm) => void }

/** The typed request. It is asked by itself when it settles; the button asks at once. */
export function RequestPanel({ form, loading, onSubmit, onUse }: Props) {
  const t = useTranslations('tester')
  const [pasting, setPasting] = useState(false)
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
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
        <ComboboxField name="method" label={t('method')} items={METHODS} free mono />
        <Button onClick={() => setPasting(true)} icon={<ClipboardPaste size={14} aria-hidden />}>{t('curl.paste')}</Button>
      </div>
      <TextField name="url" label={t('url')} placeholder="http://shop.test/cart?x=1" mono />
      <PairsField
        name="headers"
        separator=":"
        label={t('headers')}
        addLabel={t('addHeader')}
        rowLabel={t('header')}
        namePlaceholder="x-version"
        valuePlaceholder="2"
      />
      <PairsField
        name="cookies"
        separator="="
        label={t('cookies')}
        addLabel={t('addCookie')}
        rowLabel={t('cookie')}
        namePlaceholder="canary"
        valuePlaceholder="always"
      />
      <div className="[&_button]:max-w-none"><ListenerField /></div>
      <div className="grid gap-x-2 gap-y-4 min-[400px]:grid-cols-2">
        <TextField name="clientIp" label={t('clientIp')} placeholder="192.0.2.1" mono />
        <TextField name="sni" label={t('sni')} placeholder={t('sniPlaceholder')} mono />
      </div>
      <BodyField />
      <Button type="submit" variant="primary" busy={loading} className="w-full">{t('ask')}</Button>
      <CurlDialog open={pasting} onOpenChange={setPasting} onUse={onUse} />
    </form>
  )
}

function ListenerField() {
  const t = useTranslations('tester')
  const listeners = useList('listeners', { limit: 200 })
  const chosen = useWatch<RequestForm, 'listener'>({ name: 'listener' })
  const known = (listeners.data?.items ?? []).filter(({ protocol }) => protocol === 'http' || protocol === 'https')
  const names = known.some(({ name }) => name === chosen) || chosen === '' ? [] : [{ value: chosen, label: chosen }]
  const options = known.map(({ name, port, protocol }) => ({
    value: name,
    label: name,
    hint: port === undefined ? protocol : `${protocol}, ${port}`,
  }))
  return <SelectField name="listener" label={t('listener')} options={[{ value: '', label: t('listenerByUrl') }, ...options, ...names]} />
}

/** Folded away: it says nothing about the way, and only counts when the request is sent. */
function BodyField() {
  const t = useTranslations('tester')
  const body = useWatch<RequestForm, 'body'>({ name: 'body' })
  const [open, setOpen] = useState(body !== '')
  return (
    <Disclosure title={t('bodySection')} open={open || body !== ''} onToggle={setOpen}>
      <TextField name="body" label={t('body')} help={t('bodyHelp')} rows={4} mono />
    </Disclosure>
  )
}
