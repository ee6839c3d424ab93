import { TesterPage } from '#components/tester/tester-page.tsx'

export default function Page() {
  return <TesterPage />
}
