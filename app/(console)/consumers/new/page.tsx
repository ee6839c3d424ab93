import { ConsumerForm } from '#components/consumers/consumer-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ searchParams }: PageProps<'/consumers/new'>) {
  const { from } = await searchParams
  return (
    <ObjectFormPage kind="consumers">
      <ConsumerForm key={String(from)} {...(typeof from === 'string' ? { from } : {})} />
    </ObjectFormPage>
  )
}
