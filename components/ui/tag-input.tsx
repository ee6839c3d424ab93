'use client'
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState, type Ref } from 'react'

type Props = {
  value: string[]
  onChange: (value: string[]) => void
  id?: string
  label?: string
  placeholder?: string | undefined
  describedBy?: string | undefined
  invalid?: boolean
  /** `words`: space and comma end a tag. `lines`: only Enter and leaving do, so that values may hold both. */
  split?: 'words' | 'lines'
  ref?: Ref<HTMLInputElement>
  onBlur?: () => void
}

const SEPARATOR = { words: /[\s,;]+/, lines: /\r?\n/ }

/** Short texts as chips: Enter and paste add; Backspace takes the last away. */
export function TagInput({ value, onChange, id, label, placeholder, describedBy, invalid, split = 'words', ref, onBlur }: Props) {
  const t = useTranslations('ui')
  const [text, setText] = useState('')
  const add = (words: string) => {
    const fresh = words.split(SEPARATOR[split]).map((word) => word.trim()).filter((word) => word !== '' && !value.includes(word))
    if (fresh.length > 0) onChange([...value, ...new Set(fresh)])
    setText('')
  }
  const ends = (key: string) => key === 'Enter' || (key === ' ' && split === 'words')
  return (
    <div className="control flex h-auto min-h-8 flex-wrap items-center gap-1 px-1.5 py-1 focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent" data-invalid={invalid || undefined}>
      {value.map((tag) => (
        <span key={tag} className="inline-flex h-5.5 max-w-full items-center gap-1 rounded-sm border bg-sunken pl-1.5 text-xs">
          <span className="truncate">{tag}</span>
          <button type="button" aria-label={t('removeWhat', { what: tag })} onClick={() => onChange(value.filter((other) => other !== tag))} className="flex size-5 items-center justify-center text-muted hover:text-ink">
            <X size={11} aria-hidden />
          </button>
        </span>
      ))}
      <input
        ref={ref}
        id={id}
        value={text}
        aria-label={label}
        placeholder={value.length === 0 ? placeholder : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => (split === 'words' && /[,;]$/.test(event.target.value) ? add(event.target.value) : setText(event.target.value))}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
          if (ends(event.key) && text.trim() !== '') {
            event.preventDefault()
            add(text)
          } else if (event.key === 'Backspace' && text === '' && value.length > 0) onChange(value.slice(0, -1))
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          if (!SEPARATOR[split].test(pasted)) return
          event.preventDefault()
          add(text + pasted)
        }}
        onBlur={() => {
          add(text)
          onBlur?.()
        }}
        className="h-5 min-w-24 flex-1 border-0 bg-transparent px-1 outline-none"
      />
    </div>
  )
}
