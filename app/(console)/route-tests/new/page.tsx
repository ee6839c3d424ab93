import { RouteTestForm } from '#components/route-tests/route-test-form.tsx'
import { FormHeader } from '#components/shell/form-header.tsx'

export default async function Page({ searchParams }: PageProps<'/route-tests/new'>) {
  const { from, workspace: _, ...search } = await searchParams
  return (
    <>
      <FormHeader kind="route-tests" />
      <RouteTestForm search={search} {...(typeof from === 'string' ? { from } : {})} />
    </>
  )
}
