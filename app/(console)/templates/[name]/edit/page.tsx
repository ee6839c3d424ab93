import { TemplateForm } from '#components/templates/template-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ params }: PageProps<'/templates/[name]/edit'>) {
  const name = decodeURIComponent((await params).name)
  return (
    <ObjectFormPage kind="templates" name={name}>
      <TemplateForm name={name} />
    </ObjectFormPage>
  )
}
