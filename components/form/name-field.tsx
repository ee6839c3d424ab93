'use client'
import { useTranslations } from 'next-intl'
import { TextField } from './text-field.tsx'

/** The name of an object; fixed once it exists, since others refer to it. */
export function NameField({ editing, placeholder = 'shop' }: { editing: boolean; placeholder?: string }) {
  const t = useTranslations('form')
  return <TextField name="name" label={t('objectName')} help={editing ? t('nameFixed') : t('nameHelp')} placeholder={placeholder} mono readOnly={editing} />
}
