import { authenticate } from '#lib/auth/authenticate.ts'
import type { Runtime, ServiceContext } from './context.ts'

/** Set by our own server on every request, whatever the client sent under this name. */
const ADDRESS_HEADER = 'x-sluice-client-address'

/** Who calls, from where, and whether over https: the last decides a flag of the cookie only, so that any proxy is believed. */
export async function authenticateRequest(
  request: Request,
  { accounts }: Pick<Runtime, 'accounts'>,
): Promise<Pick<ServiceContext, 'actor' | 'clientAddress' | 'secure'>> {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim()
  return {
    actor: await authenticate(request.headers, accounts),
    clientAddress: request.headers.get(ADDRESS_HEADER) ?? 'unknown',
    secure: forwarded === 'https' || new URL(request.url).protocol === 'https:',
  }
}
