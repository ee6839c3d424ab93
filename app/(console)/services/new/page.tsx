import { ServiceForm } from '#components/services/service-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ searchParams }: PageProps<'/services/new'>) {
  const { from } = await searchParams
  return (
    <ObjectFormPage kind="services">
      <ServiceForm key={String(from)} {...(typeof from === 'string' ? { from } : {})} />
    </ObjectFormPage>
  )
}
