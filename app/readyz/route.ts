import { notReady } from '#lib/services/ready.ts'

export const dynamic = 'force-dynamic'

/** Ready while the database answers. Needs no sign-in. */
export async function GET(): Promise<Response> {
  const reason = await notReady()
  return new Response(`${reason ?? 'ready'}\n`, { status: reason === null ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
