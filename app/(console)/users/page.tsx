import { UsersPage } from '#components/users/users-page.tsx'

export default function Page() {
  return <UsersPage />
}
