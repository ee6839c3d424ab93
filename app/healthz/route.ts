export const dynamic = 'force-dynamic'

/** The server is up, whatever the database says. Needs no sign-in. */
export const GET = () => new Response('ok\n', { headers: { 'cache-control': 'no-store' } })
