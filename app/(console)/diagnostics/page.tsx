import { DiagnosticsPage } from '#components/diagnostics/diagnostics-page.tsx'

export default function Page() {
  return <DiagnosticsPage />
}
