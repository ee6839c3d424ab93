import { CanaryList } from '#components/canaries/canary-list.tsx'

export default function Page() {
  return <CanaryList />
}
