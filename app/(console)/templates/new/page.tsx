import { TemplateForm } from '#components/templates/template-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ searchParams }: PageProps<'/templates/new'>) {
  const { from } = await searchParams
  return (
    <ObjectFormPage kind="templates">
      <TemplateForm key={String(from)} {...(typeof from === 'string' ? { from } : {})} />
    </ObjectFormPage>
  )
}
