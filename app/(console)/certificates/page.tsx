import { CertificateList } from '#components/certificates/certificate-list.tsx'

export default function Page() {
  return <CertificateList />
}
