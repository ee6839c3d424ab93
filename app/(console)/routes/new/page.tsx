import { NewRoute } from '#components/routes/write-route.tsx'

export default async function Page({ searchParams }: PageProps<'/routes/new'>) {
  const { from } = await searchParams
  return <NewRoute {...(typeof from === 'string' ? { from } : {})} />
}
