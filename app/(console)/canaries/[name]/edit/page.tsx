import { EditCanary } from '#components/canaries/write-canary.tsx'

export default async function Page({ params }: PageProps<'/canaries/[name]/edit'>) {
  return <EditCanary name={decodeURIComponent((await params).name)} />
}
