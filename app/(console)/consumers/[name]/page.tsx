import { ConsumerPage } from '#components/consumers/consumer-page.tsx'

export default async function Page({ params }: PageProps<'/consumers/[name]'>) {
  return <ConsumerPage name={decodeURIComponent((await params).name)} />
}
