import { ConsumerForm } from '#components/consumers/consumer-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ params }: PageProps<'/consumers/[name]/edit'>) {
  const name = decodeURIComponent((await params).name)
  return (
    <ObjectFormPage kind="consumers" name={name}>
      <ConsumerForm name={name} />
    </ObjectFormPage>
  )
}
