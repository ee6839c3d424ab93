'use client'
import { useTranslations } from 'next-intl'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { Credential } from '#lib/model/credential.ts'
import { usePatch } from '#components/api/mutations.ts'
import { objectResolver } from '#components/form/object-resolver.ts'
import { SmallForm } from '#components/form/small-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Callout } from '#components/ui/callout.tsx'
import type { Credential as Stored } from './credentials-panel.tsx'
import { makeSecret, type MadeSecret } from './made-secret.ts'
import { SecretField } from './secret-field.tsx'

type Values = { username: string; secret: string }
type Props = { credential: Stored; onClose: () => void; onMade: (made: MadeSecret) => void }

/** Another password or key in place of the one that is stored; the old one lets nobody in from then on. */
export function ReplaceSecret({ credential, onClose, onMade }: Props) {
  const t = useTranslations('consumers.credentials')
  const patch = usePatch('credentials')
  const { name, type, consumer } = credential
  const hasName = type === 'basicAuth'
  const toPatch = ({ username, secret }: Values) => ({ ...(hasName ? { username } : {}), ...(secret === '' ? {} : { secret }) })
  const form = useForm<Values>({
    // A user name may change alone.
    resolver: objectResolver<Values>(Credential, (values) => ({ name, type, consumer, secret: name, ...toPatch(values) })),
    defaultValues: { username: credential.username ?? '', secret: '' },
  })
  const submit = async () => {
    const values = form.getValues()
    const made = !hasName && values.secret === '' ? makeSecret() : undefined
    await patch.mutateAsync({ name, patch: toPatch({ ...values, secret: made ?? values.secret }), ifMatch: credential.version })
    toast.success(t('replaced', { name }))
    onClose()
    if (made !== undefined) onMade({ name, type, secret: made })
  }
  return (
    <SmallForm open onOpenChange={(open) => !open && onClose()} title={t(`replaceTitle.${type}`, { name })} form={form} submitLabel={t(`replace.${type}`)} onSubmit={submit}>
      <Callout tone="warn">{t(`replaceEffect.${type}`)}</Callout>
      {hasName && <TextField name="username" label={t('username')} help={t('usernameHelp')} autoComplete="off" mono />}
      {hasName
        ? <SecretField name="secret" label={t('password')} help={t('passwordKept')} optional />
        : <SecretField name="secret" label={t('key')} help={t('keyHelp')} placeholder={t('keyMade')} optional />}
    </SmallForm>
  )
}
