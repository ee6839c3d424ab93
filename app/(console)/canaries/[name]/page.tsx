import { CanaryPage } from '#components/canaries/canary-page.tsx'

export default async function Page({ params }: PageProps<'/canaries/[name]'>) {
  return <CanaryPage name={decodeURIComponent((await params).name)} />
}
