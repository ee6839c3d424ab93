import { CredentialPage } from '#components/consumers/credential-page.tsx'

export default async function Page({ params }: PageProps<'/credentials/[name]'>) {
  return <CredentialPage name={decodeURIComponent((await params).name)} />
}
