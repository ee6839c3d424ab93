import { FormHeader } from '#components/shell/form-header.tsx'
import { WorkspaceForm } from '#components/workspaces/workspace-form.tsx'

export default async function Page({ searchParams }: { searchParams: Promise<{ from?: string }> }) {
  const { from } = await searchParams
  return (
    <>
      <FormHeader kind="workspaces" />
      <WorkspaceForm {...(from === undefined ? {} : { from })} />
    </>
  )
}
