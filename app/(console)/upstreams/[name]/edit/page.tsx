import { UpstreamForm } from '#components/upstreams/upstream-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ params }: PageProps<'/upstreams/[name]/edit'>) {
  const name = decodeURIComponent((await params).name)
  return (
    <ObjectFormPage kind="upstreams" name={name}>
      <UpstreamForm name={name} />
    </ObjectFormPage>
  )
}
