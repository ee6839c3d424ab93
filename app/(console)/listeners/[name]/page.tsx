import { ListenerPage } from '#components/listeners/listener-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <ListenerPage name={decodeURIComponent((await params).name)} />
}
