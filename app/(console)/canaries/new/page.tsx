import { NewCanary } from '#components/canaries/write-canary.tsx'

export default async function Page({ searchParams }: PageProps<'/canaries/new'>) {
  const { from, route } = await searchParams
  return <NewCanary {...(typeof from === 'string' ? { from } : {})} {...(typeof route === 'string' ? { route } : {})} />
}
