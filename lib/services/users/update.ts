import { z } from 'zod'
import { newPassword } from '#lib/auth/tokens.ts'
import { hashNewPassword } from '../accounts/new-password.ts'
import { Role, UserOut } from '../accounts/schemas.ts'
import { audit } from '../audit/record.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import { verb } from '../verb.ts'

export const updateUser = verb({
  summary: 'Change role, password or whether the account is disabled; ends its sessions. A reset answers the new password once',
  role: 'admin',
  input: z.strictObject({
    name: z.string(),
    role: Role.optional(),
    disabled: z.boolean().optional(),
    password: z.string().optional(),
    resetPassword: z.boolean().optional(),
  }),
  output: z.object({ object: UserOut, password: z.string().optional() }),
  async run(ctx, { name, role, disabled, password: given, resetPassword }) {
    if (given !== undefined && resetPassword) refuseInput([{ path: ['resetPassword'], message: say(ctx.locale, 'passwordOrReset') }])
    const password = resetPassword ? newPassword() : given
    const credentials =
      password === undefined
        ? {}
        : {
            passwordHash: await hashNewPassword(ctx, { password, user: name, field: 'password' }),
            mustChangePassword: resetPassword === true,
          }
    const settings = { ...(role === undefined ? {} : { role }), ...(disabled === undefined ? {} : { disabled }) }
    const object = await ctx.accounts.updateUser(name, { ...settings, ...credentials })
    const standing = disabled === undefined ? '' : disabled ? 'disabled' : 'enabled'
    const detail = [role && `role ${role}`, standing, password === undefined ? '' : 'new password']
    await audit(ctx, { action: 'users.update', subject: `users/${name}`, detail: detail.filter(Boolean).join(', ') })
    return resetPassword && password !== undefined ? { object, password } : { object }
  },
})
