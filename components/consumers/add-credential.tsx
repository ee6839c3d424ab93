'use client'
import { useTranslations } from 'next-intl'
import { useForm, useWatch } from 'react-hook-form'
import { toast } from 'sonner'
import { Credential, type CredentialType } from '#lib/model/credential.ts'
import { useSave } from '#components/api/mutations.ts'
import type { WriteAnswer } from '#components/api/types.ts'
import { objectResolver } from '#components/form/object-resolver.ts'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { SmallForm } from '#components/form/small-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { freeName, type MadeSecret } from './made-secret.ts'
import { SecretField } from './secret-field.tsx'

type Values = { type: CredentialType; name: string; username: string; secret: string }
type Props = { consumer: string; taken: readonly string[]; onClose: () => void; onMade: (made: MadeSecret) => void }

/** Stands for the key that the API makes where none is given. */
const MADE = 'made'

/** A new password or key of a consumer, in a dialog. */
export function AddCredential({ consumer, taken, onClose, onMade }: Props) {
  const t = useTranslations('consumers.credentials')
  const save = useSave('credentials')
  const toObject = ({ type, name, username, secret }: Values) => ({ consumer, type, name, ...(type === 'basicAuth' ? { username } : {}), ...(secret === '' ? {} : { secret }) })
  const form = useForm<Values>({
    resolver: objectResolver<Values>(Credential, (values) => ({ ...(values.type === 'keyAuth' ? { secret: MADE } : {}), ...toObject(values) })),
    defaultValues: { type: 'keyAuth', name: freeName(consumer, 'keyAuth', taken), username: '', secret: '' },
  })
  const type = useWatch({ control: form.control, name: 'type' })
  const submit = async () => {
    const values = form.getValues()
    const { secret } = (await save.mutateAsync({ object: toObject(values) })) as WriteAnswer<'credentials'>
    toast.success(t('added', { name: values.name }))
    onClose()
    if (secret !== undefined) onMade({ name: values.name, type: values.type, secret })
  }
  return (
    <SmallForm open onOpenChange={(open) => !open && onClose()} title={t('addTitle', { consumer })} form={form} submitLabel={t('add')} onSubmit={submit}>
      <TypeField consumer={consumer} taken={taken} />
      <TextField name="name" label={t('name')} help={t('nameHelp')} mono />
      {type === 'basicAuth' && <TextField name="username" label={t('username')} help={t('usernameHelp')} placeholder="anna" autoComplete="off" mono />}
      {type === 'basicAuth'
        ? <SecretField name="secret" label={t('password')} help={t('passwordHelp')} />
        : <SecretField name="secret" label={t('key')} help={t('keyHelp')} placeholder={t('keyMade')} optional />}
    </SmallForm>
  )
}

/** The name follows the type for as long as nobody chose another. */
function TypeField({ consumer, taken }: Pick<Props, 'consumer' | 'taken'>) {
  const t = useTranslations('consumers.credentials')
  return (
    <SegmentsField
      name="type"
      label={t('type')}
      options={[
        { value: 'keyAuth', label: t('types.keyAuth') },
        { value: 'basicAuth', label: t('types.basicAuth') },
      ]}
      onChosen={(type, { getValues, setValue }) => {
        const other = type === 'keyAuth' ? 'basicAuth' : 'keyAuth'
        if (getValues('name') === freeName(consumer, other, taken)) setValue('name', freeName(consumer, type as CredentialType, taken))
      }}
    />
  )
}
