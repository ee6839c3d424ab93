'use client'
import { Languages } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { LOCALE_COOKIE, LOCALES } from '#components/messages/locale.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { setPreference } from './preferences.ts'

// Each in its own language, so that one finds it in any.
const NAMES = { en: 'English', 'zh-CN': '简体中文' }

export function LanguageMenu() {
  const t = useTranslations('shell')
  const locale = useLocale()
  const router = useRouter()
  return (
    <Menu
      trigger={<IconButton label={t('language')}><Languages size={16} aria-hidden /></IconButton>}
      entries={LOCALES.map((one) => ({
        label: NAMES[one],
        checked: one === locale,
        onSelect: () => {
          setPreference(LOCALE_COOKIE, one)
          router.refresh()
        },
      }))}
    />
  )
}
