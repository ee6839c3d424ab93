import { ServiceForm } from '#components/services/service-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ params }: PageProps<'/services/[name]/edit'>) {
  const name = decodeURIComponent((await params).name)
  return (
    <ObjectFormPage kind="services" name={name}>
      <ServiceForm name={name} />
    </ObjectFormPage>
  )
}
