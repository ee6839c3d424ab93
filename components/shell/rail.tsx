'use client'
import { clsx } from 'clsx'
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { isCurrent, NAV, type NavItem } from './nav.ts'
import { useMaySee } from './use-may-see.ts'

type Props = { collapsed: boolean; onCollapse: (collapsed: boolean) => void }

export function Rail({ collapsed, onCollapse }: Props) {
  const t = useTranslations('shell')
  const pathname = usePathname()
  const maySee = useMaySee()
  return (
    <nav
      aria-label={t('navigation')}
      className={clsx('sticky top-12 hidden h-[calc(100dvh-48px)] shrink-0 flex-col overflow-y-auto border-r px-2 py-3 md:flex', collapsed ? 'w-13' : 'w-50')}
    >
      {NAV.map((group) => {
        const items = group.items.filter(maySee)
        if (items.length === 0) return null
        return (
          <div key={group.id} className="mb-3">
            {group.id !== 'start' && <h2 className={clsx('mb-0.5 px-2 text-xs text-faint', collapsed && 'sr-only')}>{t(`group.${group.id}`)}</h2>}
            <ul className="space-y-px">
              {items.map((item) => (
                <li key={item.id}><RailLink item={item} label={t(`nav.${item.id}`)} current={isCurrent(item.href, pathname)} collapsed={collapsed} /></li>
              ))}
            </ul>
          </div>
        )
      })}
      <div className="mt-auto flex justify-end">
        <IconButton label={collapsed ? t('expand') : t('collapse')} onClick={() => onCollapse(!collapsed)}>
          {collapsed ? <PanelLeftOpen size={16} aria-hidden /> : <PanelLeftClose size={16} aria-hidden />}
        </IconButton>
      </div>
    </nav>
  )
}

function RailLink({ item, label, current, collapsed }: { item: NavItem; label: string; current: boolean; collapsed: boolean }) {
  const Icon = item.icon
  const link = (
    <Link
      href={item.href}
      aria-current={current ? 'page' : undefined}
      className={clsx(
        'flex h-7 items-center gap-2 rounded-md px-2 transition-colors duration-100',
        current ? 'bg-accent-soft font-medium text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink',
        collapsed && 'justify-center',
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      <span className={collapsed ? 'sr-only' : 'truncate'}>{label}</span>
    </Link>
  )
  return collapsed ? <Tooltip text={label} side="right">{link}</Tooltip> : link
}
