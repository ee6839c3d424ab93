'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useTranslations } from 'next-intl'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { useAccountWrite } from '#components/api/session.ts'
import { SelectField } from '#components/form/choice-fields.tsx'
import { SmallForm } from '#components/form/small-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Name } from '#lib/model/common.ts'

const Invite = z.object({ name: Name, role: z.enum(['admin', 'editor', 'viewer']) })
type Invite = z.infer<typeof Invite>
const EMPTY: Invite = { name: '', role: 'editor' }

type Props = { open: boolean; onOpenChange: (open: boolean) => void; onInvited: (secret: { name: string; password: string }) => void }

/** The API makes a first password, which is shown once and must be changed at the first sign-in. */
export function InviteUser({ open, onOpenChange, onInvited }: Props) {
  const t = useTranslations('users')
  const roles = useTranslations('common.roles')
  const form = useForm<Invite>({ resolver: zodResolver(Invite), defaultValues: EMPTY })
  const write = useAccountWrite<{ password: string }>('users')
  const close = (next: boolean) => {
    if (!next) form.reset(EMPTY)
    onOpenChange(next)
  }
  return (
    <SmallForm
      open={open}
      onOpenChange={close}
      title={t('invite')}
      form={form}
      submitLabel={t('invite')}
      onSubmit={async (values) => {
        const { password } = await write.mutateAsync({ method: 'POST', body: values })
        close(false)
        onInvited({ name: values.name, password })
      }}
    >
      <TextField name="name" label={t('name')} placeholder="anna" />
      <SelectField name="role" label={t('role')} options={(['admin', 'editor', 'viewer'] as const).map((role) => ({ value: role, label: roles(role), hint: t(`roleHint.${role}`) }))} />
    </SmallForm>
  )
}
