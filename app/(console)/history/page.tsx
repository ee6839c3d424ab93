import { HistoryPage } from '#components/history/history-page.tsx'

export default function Page() {
  return <HistoryPage />
}
