import { EditRoute } from '#components/routes/write-route.tsx'

export default async function Page({ params }: PageProps<'/routes/[name]/edit'>) {
  return <EditRoute name={decodeURIComponent((await params).name)} />
}
