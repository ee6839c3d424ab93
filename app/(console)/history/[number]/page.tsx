import { RevisionPage } from '#components/history/revision-page.tsx'

export default async function Page({ params }: { params: Promise<{ number: string }> }) {
  return <RevisionPage number={(await params).number} />
}
