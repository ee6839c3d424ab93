'use client'
import { Menu as Base } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

export type MenuEntry =
  | { kind?: 'action'; label: string; /** A line below the label. */ hint?: string; icon?: ReactNode; onSelect: () => void; danger?: boolean; disabledReason?: string | undefined; checked?: boolean }
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }

type Props = { trigger: ReactElement<Record<string, unknown>>; entries: MenuEntry[]; align?: 'start' | 'end'; header?: ReactNode; /** With room for hints. */ wide?: boolean }

/** Actions behind a button. An entry that cannot be done says why below its label. */
export function Menu({ trigger, entries, align = 'end', header, wide }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className={clsx('popup max-h-[min(480px,var(--available-height))] min-w-44 overflow-y-auto p-1', wide ? 'max-w-[min(416px,var(--available-width))]' : 'max-w-72')}>
            {header}
            {entries.map((entry, index) => (
              <Entry key={index} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'separator') return <Base.Separator className="mx-1 my-1 h-px bg-line" />
  if (entry.kind === 'heading') return <div className="px-2 pt-2 pb-1 text-xs text-faint">{entry.label}</div>
  return (
    <Base.Item
      className={clsx('menu-item', entry.danger && entry.disabledReason === undefined && 'text-bad')}
      disabled={entry.disabledReason !== undefined}
      onClick={entry.onSelect}
    >
      {entry.icon !== undefined && <span className="flex w-4 justify-center text-muted">{entry.icon}</span>}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{entry.label}</span>
        {entry.hint !== undefined && <span className="block text-xs text-faint">{entry.hint}</span>}
        {entry.disabledReason !== undefined && <span className="block text-xs text-faint">{entry.disabledReason}</span>}
      </span>
      {entry.checked && <Check size={14} aria-hidden className="text-accent-ink" />}
    </Base.Item>
  )
}
