import { CertificateForm } from '#components/certificates/certificate-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ searchParams }: PageProps<'/certificates/new'>) {
  const { from } = await searchParams
  return (
    <ObjectFormPage kind="certificates">
      <CertificateForm key={String(from)} {...(typeof from === 'string' ? { from } : {})} />
    </ObjectFormPage>
  )
}
