import { LivePage } from '#components/live/live-page.tsx'

export default function Page() {
  return <LivePage />
}
