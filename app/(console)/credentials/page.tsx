import { redirect } from 'next/navigation'
import { pb } from '#components/api/path-builder.ts'

export default function Page() {
  redirect(pb.consumers.list())
}
