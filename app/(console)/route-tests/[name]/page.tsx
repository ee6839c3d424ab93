import { RouteTestPage } from '#components/route-tests/route-test-page.tsx'

export default async function Page({ params }: PageProps<'/route-tests/[name]'>) {
  return <RouteTestPage name={decodeURIComponent((await params).name)} />
}
