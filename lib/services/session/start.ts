import { sessionCookie } from '#lib/auth/cookie.ts'
import { SESSION_SECONDS } from '#lib/auth/sign-in.ts'
import type { User } from '#lib/store/accounts.ts'
import type { ServiceContext } from '../context.ts'

/** Gives the browser its session. */
export function giveCookie(ctx: ServiceContext, token: string): void {
  ctx.response.headers.append('set-cookie', sessionCookie(token, SESSION_SECONDS, ctx.secure))
}

/** Takes it away. */
export function clearCookie(ctx: ServiceContext): void {
  ctx.response.headers.append('set-cookie', sessionCookie('', 0, ctx.secure))
}

export const sessionUser = ({ name, role, mustChangePassword }: User) => ({ name, role, mustChangePassword })
