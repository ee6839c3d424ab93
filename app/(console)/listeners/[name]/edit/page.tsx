import { FormHeader } from '#components/shell/form-header.tsx'
import { ListenerForm } from '#components/listeners/listener-form.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const name = decodeURIComponent((await params).name)
  return (
    <>
      <FormHeader kind="listeners" name={name} />
      <ListenerForm name={name} />
    </>
  )
}
