import { ImportPage } from '#components/import/import-page.tsx'

export default function Page() {
  return <ImportPage />
}
