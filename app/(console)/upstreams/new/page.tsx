import { UpstreamForm } from '#components/upstreams/upstream-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ searchParams }: PageProps<'/upstreams/new'>) {
  const { from } = await searchParams
  return (
    <ObjectFormPage kind="upstreams">
      <UpstreamForm key={String(from)} {...(typeof from === 'string' ? { from } : {})} />
    </ObjectFormPage>
  )
}
