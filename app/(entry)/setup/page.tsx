import { SetupPage } from '#components/account/setup-page.tsx'

export default function Page() {
  return <SetupPage />
}
