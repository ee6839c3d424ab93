import { FormSkeleton } from '#components/form/object-form.tsx'

export default function Loading() {
  return <FormSkeleton />
}
