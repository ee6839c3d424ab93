import { z } from 'zod'
import { newPassword } from '#lib/auth/tokens.ts'
import { Name } from '#lib/model/common.ts'
import { hashNewPassword } from '../accounts/new-password.ts'
import { Role, UserOut } from '../accounts/schemas.ts'
import { audit } from '../audit/record.ts'
import { verb } from '../verb.ts'

export const createUser = verb({
  summary: 'Make an account; without a password one is made, shown this once, to be changed at the first sign-in',
  role: 'admin',
  input: z.strictObject({ name: Name, role: Role, password: z.string().optional() }),
  output: z.object({ object: UserOut, password: z.string().optional() }),
  async run(ctx, { name, role, password: given }) {
    const password = given ?? newPassword()
    const passwordHash = await hashNewPassword(ctx, { password, user: name, field: 'password' })
    const object = await ctx.accounts.createUser({ name, role, passwordHash, mustChangePassword: given === undefined })
    await audit(ctx, { action: 'users.create', subject: `users/${name}`, detail: role })
    return given === undefined ? { object, password } : { object }
  },
})
