'use client'
import { clsx } from 'clsx'
import { Eraser, FileUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, useState, type DragEvent, type RefObject } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Textarea } from '#components/ui/input.tsx'

type Props = { text: string; onChange: (text: string) => void; field: RefObject<HTMLTextAreaElement | null> }

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')

/** Several files become one text, each a document of its own. */
async function joined(files: Iterable<File>): Promise<string> {
  const texts = await Promise.all([...files].map((file) => file.text()))
  return texts.map((text) => text.replace(/\n?$/, '\n')).join('---\n')
}

/** Where manifests are pasted, typed, dropped or chosen as files. */
export function SourceField({ text, onChange, field }: Props) {
  const t = useTranslations('import')
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = async (files: Iterable<File> | null) => {
    if (files) onChange(await joined(files))
    field.current?.focus()
  }
  return (
    <section
      aria-label={t('source')}
      className="relative"
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        void take(event.dataTransfer.files)
      }}
    >
      <div className="mb-1.5 flex flex-wrap items-center gap-2">
        <label htmlFor="import-source" className="flex-1 font-medium">{t('source')}</label>
        <Button size="sm" icon={<FileUp size={13} aria-hidden />} onClick={() => input.current?.click()}>{t('chooseFile')}</Button>
        <Button size="sm" icon={<Eraser size={13} aria-hidden />} disabledReason={text === '' ? t('nothingThere') : undefined} onClick={() => { onChange(''); field.current?.focus() }}>{t('clear')}</Button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".yaml,.yml,.json,.txt"
        aria-label={t('chooseFile')}
        onChange={(event) => {
          void take(event.target.files)
          // The same file can be chosen again after it was edited.
          event.target.value = ''
        }}
      />
      <Textarea
        id="import-source"
        ref={field}
        mono
        wrap="off"
        rows={text.trim() === '' ? 8 : 12}
        value={text}
        placeholder={t('placeholder')}
        aria-describedby="import-source-help"
        onChange={(event) => onChange(event.target.value)}
        className="max-h-[60vh] resize-y"
      />
      <p id="import-source-help" className="mt-1 text-xs text-muted">{t('sourceHelp')}</p>
      <div aria-hidden className={clsx('pointer-events-none absolute inset-0 grid place-items-center rounded-md border-2 border-dashed border-accent bg-accent-soft font-medium text-accent-ink', !over && 'hidden')}>{t('drop')}</div>
    </section>
  )
}
