'use client'
import { clsx } from 'clsx'
import { Menu as MenuIcon } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Drawer } from '#components/ui/drawer.tsx'
import { BOTTOM, isCurrent, NAV } from './nav.ts'
import { useMaySee } from './use-may-see.ts'

const cell = 'flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs'

/** Navigation on a phone: four pages and a drawer with all. */
export function BottomBar() {
  const t = useTranslations('shell')
  const pathname = usePathname()
  const maySee = useMaySee()
  const [open, setOpen] = useState(false)
  const all = NAV.flatMap((group) => group.items)
  return (
    <nav aria-label={t('navigationSmall')} className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-surface md:hidden">
      {BOTTOM.map((id) => {
        const item = all.find((one) => one.id === id)!
        const current = isCurrent(item.href, pathname)
        return (
          <Link key={id} href={item.href} aria-current={current ? 'page' : undefined} className={clsx(cell, current ? 'text-accent-ink' : 'text-muted')}>
            <item.icon size={18} aria-hidden />
            {t(`nav.${id}`)}
          </Link>
        )
      })}
      <button type="button" onClick={() => setOpen(true)} className={clsx(cell, 'text-muted')}>
        <MenuIcon size={18} aria-hidden />
        {t('more')}
      </button>
      <Drawer open={open} onOpenChange={setOpen} title={t('navigation')}>
        {NAV.map((group) => (
          <div key={group.id} className="mb-4">
            {group.id !== 'start' && <h3 className="mb-1 text-xs text-faint">{t(`group.${group.id}`)}</h3>}
            <ul>
              {group.items.filter(maySee).map((item) => (
                <li key={item.id}>
                  <Link href={item.href} onClick={() => setOpen(false)} aria-current={isCurrent(item.href, pathname) ? 'page' : undefined} className="flex h-10 items-center gap-3 rounded-md px-2 hover:bg-hover aria-[current]:text-accent-ink">
                    <item.icon size={16} aria-hidden />
                    {t(`nav.${item.id}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </Drawer>
    </nav>
  )
}
