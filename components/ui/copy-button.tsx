'use client'
import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'

/** Copies `text`; `what` names it for screen readers ("host shop.test"). */
export function CopyButton({ text, what }: { text: string; what?: string }) {
  const t = useTranslations('ui')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <>
      <IconButton
        label={copied ? t('copied') : what === undefined ? t('copy') : t('copyWhat', { what })}
        size="sm"
        onClick={async (event) => {
          event.stopPropagation()
          setCopied(await copyText(text))
        }}
      >
        {copied ? <Check size={13} aria-hidden className="text-ok" /> : <Copy size={13} aria-hidden />}
      </IconButton>
      <span aria-live="polite" className="sr-only">{copied ? t('copied') : ''}</span>
    </>
  )
}
