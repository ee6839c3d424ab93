import { CertificateForm } from '#components/certificates/certificate-form.tsx'
import { ObjectFormPage } from '#components/form/object-form-page.tsx'

export default async function Page({ params }: PageProps<'/certificates/[name]/edit'>) {
  const name = decodeURIComponent((await params).name)
  return (
    <ObjectFormPage kind="certificates" name={name}>
      <CertificateForm name={name} />
    </ObjectFormPage>
  )
}
