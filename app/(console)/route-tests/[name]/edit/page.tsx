import { RouteTestForm } from '#components/route-tests/route-test-form.tsx'
import { FormHeader } from '#components/shell/form-header.tsx'

export default async function Page({ params }: PageProps<'/route-tests/[name]/edit'>) {
  const name = decodeURIComponent((await params).name)
  return (
    <>
      <FormHeader kind="route-tests" name={name} />
      <RouteTestForm name={name} />
    </>
  )
}
