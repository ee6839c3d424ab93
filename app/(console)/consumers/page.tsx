import { ConsumerList } from '#components/consumers/consumer-list.tsx'

export default function Page() {
  return <ConsumerList />
}
