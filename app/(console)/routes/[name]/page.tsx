import { RoutePage } from '#components/routes/route-page.tsx'

export default async function Page({ params }: PageProps<'/routes/[name]'>) {
  return <RoutePage name={decodeURIComponent((await params).name)} />
}
