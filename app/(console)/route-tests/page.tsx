import { RouteTestList } from '#components/route-tests/route-test-list.tsx'

export default function Page() {
  return <RouteTestList />
}
