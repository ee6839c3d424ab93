'use client'
import { useTranslations } from 'next-intl'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'

const KEYS = [
  ['search', ['/']],
  ['palette', ['Ctrl', 'K']],
  ['save', ['Ctrl', 'S']],
  ['rows', ['↑', '↓']],
  ['close', ['Esc']],
  ['help', ['?']],
] as const

export function KeyboardHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('shell.keys')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')} size="sm">
      <dl>
        {KEYS.map(([id, keys]) => (
          <div key={id} className="flex min-h-9 items-center justify-between gap-4 border-b last:border-b-0">
            <dt>{t(id)}</dt>
            <dd className="flex gap-1">{keys.map((key) => <Kbd key={key}>{key}</Kbd>)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
