import { WorkspacePage } from '#components/workspaces/workspace-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <WorkspacePage name={decodeURIComponent((await params).name)} />
}
