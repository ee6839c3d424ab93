import { CertificatePage } from '#components/certificates/certificate-page.tsx'

export default async function Page({ params }: PageProps<'/certificates/[name]'>) {
  return <CertificatePage name={decodeURIComponent((await params).name)} />
}
