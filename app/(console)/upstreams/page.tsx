import { UpstreamList } from '#components/upstreams/upstream-list.tsx'

export default function Page() {
  return <UpstreamList />
}
