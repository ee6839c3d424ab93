import { FormHeader } from '#components/shell/form-header.tsx'
import { WorkspaceForm } from '#components/workspaces/workspace-form.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const name = decodeURIComponent((await params).name)
  return (
    <>
      <FormHeader kind="workspaces" name={name} />
      <WorkspaceForm name={name} />
    </>
  )
}
