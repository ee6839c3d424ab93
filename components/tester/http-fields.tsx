'use client'
import { ClipboardPaste } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { ComboboxField } from '#components/form/choice-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Disclosure } from './disclosure.tsx'
import { ListenerField } from './listener-field.tsx'
import { PairsField } from './pairs-field.tsx'
import type { RequestForm } from './request-form.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((value) => ({ value }))
const HTTP_LISTENERS = ['http', 'https'] as const

/** What is asked of an HTTP request. */
export function HttpFields({ onPaste }: { onPaste: () => void }) {
  const t = useTranslations('tester')
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
        <ComboboxField name="method" label={t('method')} items={METHODS} free mono />
        <Button onClick={onPaste} icon={<ClipboardPaste size={14} aria-hidden />}>{t('curl.paste')}</Button>
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
      <ListenerField protocols={HTTP_LISTENERS} auto={t('listenerByUrl')} />
      <div className="grid gap-x-2 gap-y-4 min-[400px]:grid-cols-2">
        <TextField name="clientIp" label={t('clientIp')} placeholder="192.0.2.1" mono />
        <TextField name="sni" label={t('sni')} placeholder={t('sniPlaceholder')} mono />
      </div>
      <BodyField />
    </>
  )
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
