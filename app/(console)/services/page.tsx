import { ServiceList } from '#components/services/service-list.tsx'

export default function Page() {
  return <ServiceList />
}
