'use client'
import { Dialog as Base } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { Plus, Search, type LucideIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { objectPath, pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { Kbd } from '#components/ui/kbd.tsx'
import { NAV } from './nav.ts'
import { useMaySee } from './use-may-see.ts'

const SEARCHED = ['routes', 'services', 'upstreams', 'certificates', 'canaries', 'consumers', 'templates', 'route-tests'] as const
type Searched = (typeof SEARCHED)[number]
type Entry = { id: string; label: string; href: string; icon: LucideIcon; mono?: boolean }
type Group = { id: string; heading: string; entries: Entry[] }

const PAGES = NAV.flatMap((group) => group.items)
const SHOWN = 6

/** Names that are the text first, then those that begin with it, then the rest. */
const closeness = (name: string, text: string) => (name === text ? 0 : name.startsWith(text) ? 1 : name.includes(text) ? 2 : 3)

function useFound(kind: Searched, text: string): Group {
  const words = useTranslations('objects')
  const found = useList(kind, { q: text, limit: 200 }, { enabled: text !== '' })
  const icon = PAGES.find((page) => page.id === kind)?.icon ?? Search
  const names = text === '' ? [] : (found.data?.items ?? []).map((one) => one.name)
  const best = names.sort((a, b) => closeness(a, text) - closeness(b, text)).slice(0, SHOWN)
  const entries = best.map((name) => ({ id: `${kind}:${name}`, label: name, href: objectPath({ kind, name }), icon, mono: true }))
  return { id: kind, heading: words(`${kind}.many`), entries }
}

type Props = { open: boolean; onOpenChange: (open: boolean) => void }

/** Pages, actions and objects by name; Enter goes there. */
export function CommandPalette({ open, onOpenChange }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-50 bg-shade" />
        <Palette onClose={() => onOpenChange(false)} />
      </Base.Portal>
    </Base.Root>
  )
}

function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell')
  const router = useRouter()
  const maySee = useMaySee()
  const mayCreate = useReadOnly('routes') === undefined
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState('')
  const asked = useDeferredValue(text.trim())
  const has = (words: string) => words.toLowerCase().includes(asked.toLowerCase())

  const objects = [useFound('routes', asked), useFound('services', asked), useFound('upstreams', asked), useFound('certificates', asked), useFound('canaries', asked), useFound('consumers', asked), useFound('templates', asked), useFound('route-tests', asked)]
  const pages = PAGES.filter(maySee).map((page) => ({ ...page, id: `page:${page.id}`, label: t(`nav.${page.id}`) }))
  const actions = mayCreate ? SEARCHED.map((kind) => ({ id: `create:${kind}`, label: t(`create.${kind}`), href: pb[kind].create(), icon: Plus })) : []
  const groups: Group[] = [
    ...objects,
    { id: 'pages', heading: t('pages'), entries: pages.filter((page) => has(page.label) || has(page.id)) },
    { id: 'actions', heading: t('actions'), entries: actions.filter((action) => has(action.label)) },
  ].filter((group) => group.entries.length > 0)
  const all = groups.flatMap((group) => group.entries)
  // Results come one kind after the other: what is chosen stays, or else the first is.
  const current = all.find((entry) => entry.id === chosen) ?? all[0]

  return (
    <Base.Popup aria-label={t('search')} className="popup fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden">
      <Command shouldFilter={false} loop label={t('search')} value={current?.id ?? ''} onValueChange={setChosen}>
        <div className="flex items-center gap-2 border-b px-3">
          <Search size={16} aria-hidden className="text-muted" />
          <Command.Input
            value={text}
            onValueChange={(next) => {
              setText(next)
              setChosen('')
            }}
            placeholder={t('searchHint')}
            className="h-11 flex-1 bg-transparent text-base outline-none"
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
          {all.length === 0 && <div role="status" className="px-2 py-6 text-center text-muted">{t('nothingFound')}</div>}
          {groups.map((group) => (
            <Command.Group
              key={group.id}
              heading={group.heading}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
            >
              {group.entries.map((entry) => (
                <Command.Item
                  key={entry.id}
                  value={entry.id}
                  onSelect={() => {
                    onClose()
                    router.push(entry.href)
                  }}
                  className="flex h-8 cursor-default items-center gap-2 rounded-md px-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-ink"
                >
                  <entry.icon size={15} aria-hidden className="shrink-0 text-muted" />
                  <span className={entry.mono ? 'truncate font-mono text-xs' : 'truncate'}>{entry.label}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Base.Popup>
  )
}
