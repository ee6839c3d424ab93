import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { ApiProvider } from '#components/api/provider.tsx'
import { WORKSPACE_COOKIE } from '#components/api/workspace-cookie.ts'
import { loadMessages } from '#components/messages/load.ts'
import { LOCALE_COOKIE, pickLocale } from '#components/messages/locale.ts'
import { MessagesProvider } from '#components/messages/provider.tsx'
import { THEME_COOKIE, THEMES } from '#components/shell/preferences.ts'
import { Toaster } from '#components/ui/toaster.tsx'

export const metadata: Metadata = { applicationName: 'Sluice', referrer: 'same-origin' }
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies()
  const locale = pickLocale(jar.get(LOCALE_COOKIE)?.value, (await headers()).get('accept-language'))
  const theme = THEMES.find((one) => one === jar.get(THEME_COOKIE)?.value) ?? 'system'
  return (
    <html lang={locale} data-theme={theme} suppressHydrationWarning>
      <body>
        <div className="root">
          <MessagesProvider locale={locale} messages={await loadMessages(locale)}>
            <NuqsAdapter>
              <ApiProvider initialWorkspace={jar.get(WORKSPACE_COOKIE)?.value ?? 'default'}>{children}</ApiProvider>
            </NuqsAdapter>
            <Toaster />
          </MessagesProvider>
        </div>
      </body>
    </html>
  )
}
