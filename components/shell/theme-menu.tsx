'use client'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useSyncExternalStore } from 'react'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { setPreference, THEME_COOKIE, THEMES, type Theme } from './preferences.ts'

const ICONS = { system: Monitor, light: Sun, dark: Moon }

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
const read = (): Theme => THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system'

export function ThemeMenu() {
  const t = useTranslations('shell')
  const theme = useSyncExternalStore<Theme>(subscribe, read, () => 'system')
  const Icon = ICONS[theme]
  return (
    <Menu
      trigger={<IconButton label={t('theme')}><Icon size={16} aria-hidden /></IconButton>}
      entries={THEMES.map((one) => ({
        label: t(`themes.${one}`),
        checked: one === theme,
        onSelect: () => {
          document.documentElement.dataset.theme = one
          setPreference(THEME_COOKIE, one)
        },
      }))}
    />
  )
}
