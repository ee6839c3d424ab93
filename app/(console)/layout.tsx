import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { RAIL_COOKIE } from '#components/shell/preferences.ts'
import { Shell } from '#components/shell/shell.tsx'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const collapsed = (await cookies()).get(RAIL_COOKIE)?.value === 'collapsed'
  return <Shell initialCollapsed={collapsed}>{children}</Shell>
}
