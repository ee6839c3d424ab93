import { UpstreamPage } from '#components/upstreams/upstream-page.tsx'

export default async function Page({ params }: PageProps<'/upstreams/[name]'>) {
  return <UpstreamPage name={decodeURIComponent((await params).name)} />
}
