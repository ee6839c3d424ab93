import { FormHeader } from '#components/shell/form-header.tsx'
import { ListenerForm } from '#components/listeners/listener-form.tsx'

export default async function Page({ searchParams }: { searchParams: Promise<{ from?: string }> }) {
  const { from } = await searchParams
  return (
    <>
      <FormHeader kind="listeners" />
      <ListenerForm {...(from === undefined ? {} : { from })} />
    </>
  )
}
