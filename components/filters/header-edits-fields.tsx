'use client'
import { useTranslations } from 'next-intl'
import { StringListField } from '#components/form/list-field.tsx'
import { NameValuesField } from './name-values-field.tsx'

type Props = { at: string; examples: { set: [name: string, value: string]; add: [name: string, value: string]; remove: string } }

/** Headers to set, to add and to remove, in the order in which that is done. */
export function HeaderEditsFields({ at, examples: { set, add, remove } }: Props) {
  const t = useTranslations('filters.headers')
  return (
    <>
      <NameValuesField name={`${at}.set`} label={t('set')} help={t('setHelp')} optional addLabel={t('addSet')} rowLabel={t('setRow')} namePlaceholder={set[0]} valuePlaceholder={set[1]} />
      <NameValuesField name={`${at}.add`} label={t('add')} help={t('addHelp')} optional addLabel={t('addAdd')} rowLabel={t('addRow')} namePlaceholder={add[0]} valuePlaceholder={add[1]} />
      <StringListField name={`${at}.remove`} label={t('remove')} help={t('removeHelp')} optional addLabel={t('addRemove')} rowLabel={t('removeRow')} placeholder={remove} />
    </>
  )
}
