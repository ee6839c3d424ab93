'use client'
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { Input } from '#components/ui/input.tsx'

type Props = {
  value: string
  onChange: (value: string) => void
  /** Field filters offered as buttons: `host:`, `status:error`. */
  filters: readonly string[]
  label: string
}

/** Words and field filters of a list; the caller keeps them in the URL. */
export function ListSearch({ value, onChange, filters, label }: Props) {
  const t = useTranslations('common.list')
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  // Back, or "clear search", changed the URL under the box.
  if (known !== value) {
    setKnown(value)
    if (value.trim() !== typed.trim()) setTyped(value)
  }
  const change = (next: string) => {
    setTyped(next)
    onChange(next.trim())
  }
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="w-full sm:w-80">
        <Input
          ref={input}
          type="search"
          data-list-search=""
          aria-label={label}
          placeholder={t('searchPlaceholder')}
          lead={<Search size={14} aria-hidden />}
          value={typed}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && (typed === '' ? event.currentTarget.blur() : change(''))}
        />
      </div>
      <div className="flex flex-wrap items-center gap-1.5 text-xs text-muted" role="group" aria-label={t('filters')}>
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            onClick={() => {
              change(`${typed.trim()} ${filter}`.trimStart())
              input.current?.focus()
            }}
            className="h-6 rounded-sm border bg-surface px-1.5 font-mono hover:bg-hover hover:text-ink"
          >
            {filter}
          </button>
        ))}
      </div>
    </div>
  )
}
