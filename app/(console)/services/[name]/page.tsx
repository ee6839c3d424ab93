import { ServicePage } from '#components/services/service-page.tsx'

export default async function Page({ params }: PageProps<'/services/[name]'>) {
  return <ServicePage name={decodeURIComponent((await params).name)} />
}
