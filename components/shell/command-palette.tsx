'use client'
import { Dialog as Base } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { Plus, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { objectPath, pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import { useMay } from '#components/api/session.ts'
import { Kbd } from '#components/ui/kbd.tsx'
import { NAV } from './nav.ts'

const SEARCHED = ['routes', 'services', 'upstreams', 'certificates', 'canaries'] as const
type Searched = (typeof SEARCHED)[number]

type Props = { open: boolean; onOpenChange: (open: boolean) => void }

const item = 'flex h-9 cursor-default items-center gap-2 rounded-md px-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-ink'
const group = '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint'

/** Pages, actions and objects by name; Enter goes there. */
export function CommandPalette({ open, onOpenChange }: Props) {
  const t = useTranslations('shell')
  const router = useRouter()
  const admin = useMay('admin')
  const editor = useMay('editor')
  const [text, setText] = useState('')
  const asked = useDeferredValue(text.trim())
  const go = (href: string) => {
    onOpenChange(false)
    setText('')
    router.push(href)
  }
  const pages = NAV.flatMap((one) => one.items).filter((one) => !one.adminOnly || admin)
  const has = (words: string) => words.toLowerCase().includes(asked.toLowerCase())
  const actions = editor ? SEARCHED.map((kind) => ({ kind, label: t(`create.${kind}`) })).filter((one) => has(one.label)) : []
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-50 bg-shade" />
        <Base.Popup aria-label={t('search')} className="popup fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden">
          <Command shouldFilter={false} loop label={t('search')}>
            <div className="flex items-center gap-2 border-b px-3">
              <Search size={16} aria-hidden className="text-muted" />
              <Command.Input value={text} onValueChange={setText} placeholder={t('searchHint')} className="h-11 flex-1 bg-transparent text-base outline-none" />
              <Kbd>Esc</Kbd>
            </div>
            <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-2 py-6 text-center text-muted">{t('nothingFound')}</Command.Empty>
              {open && asked !== '' && SEARCHED.map((kind) => <Found key={kind} kind={kind} text={asked} onChoose={go} />)}
              <Command.Group heading={t('pages')} className={group}>
                {pages.filter((page) => has(t(`nav.${page.id}`)) || has(page.id)).map((page) => (
                  <Command.Item key={page.id} value={`page:${page.id}`} onSelect={() => go(page.href)} className={item}>
                    <page.icon size={15} aria-hidden className="text-muted" />
                    {t(`nav.${page.id}`)}
                  </Command.Item>
                ))}
              </Command.Group>
              {actions.length > 0 && (
                <Command.Group heading={t('actions')} className={group}>
                  {actions.map((action) => (
                    <Command.Item key={action.kind} value={`create:${action.kind}`} onSelect={() => go(pb[action.kind].create())} className={item}>
                      <Plus size={15} aria-hidden className="text-muted" />
                      {action.label}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function Found({ kind, text, onChoose }: { kind: Searched; text: string; onChoose: (href: string) => void }) {
  const words = useTranslations('objects')
  const found = useList(kind, { q: text, limit: 6 })
  const icon = NAV.flatMap((one) => one.items).find((one) => one.id === kind)
  if (!found.data || found.data.items.length === 0) return null
  return (
    <Command.Group heading={words(`${kind}.many`)} className={group}>
      {found.data.items.map(({ name }) => (
        <Command.Item key={name} value={`${kind}:${name}`} onSelect={() => onChoose(objectPath({ kind, name }))} className={item}>
          {icon && <icon.icon size={15} aria-hidden className="text-muted" />}
          <span className="truncate font-mono text-xs">{name}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}
