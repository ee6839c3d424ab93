'use client'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { FieldMessage } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { parseCurl } from './parse-curl.ts'
import type { RequestForm } from './request-form.ts'

type Props = { open: boolean; onOpenChange: (open: boolean) => void; onUse: (request: RequestForm) => void }

/** Takes a curl command line, and says what of it has no place here. */
export function CurlDialog({ open, onOpenChange, onUse }: Props) {
  const t = useTranslations('tester.curl')
  const id = useId()
  const [line, setLine] = useState('')
  const [tried, setTried] = useState(false)
  const parsed = parseCurl(line)
  const problem = parsed.ok || (!tried && parsed.problem !== 'openQuote') || line === '' ? undefined : t(`problem.${parsed.problem}`)
  const close = (next: boolean) => {
    setTried(false)
    if (!next) setLine('')
    onOpenChange(next)
  }
  const use = () => {
    setTried(true)
    if (!parsed.ok) return
    onUse(parsed.request)
    close(false)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t('title')}
      description={t('text')}
      footer={
        <>
          <Button onClick={() => close(false)}>{t('cancel')}</Button>
          <Button variant="primary" onClick={use} disabledReason={line.trim() === '' ? t('empty') : undefined}>{t('use')}</Button>
        </>
      }
    >
      <Textarea
        mono
        rows={6}
        aria-label={t('label')}
        aria-describedby={problem === undefined ? undefined : id}
        invalid={problem !== undefined}
        placeholder={"curl http://shop.test/cart \\\n  -H 'X-Version: 2' \\\n  -b 'canary=always'"}
        value={line}
        onChange={(event) => setLine(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          use()
        }}
      />
      {problem !== undefined && <FieldMessage id={id}>{problem}</FieldMessage>}
      {parsed.ok && parsed.ignored.length > 0 && (
        <p className="mt-1 text-xs break-words text-muted">{t('ignored', { options: parsed.ignored.join(', ') })}</p>
      )}
    </Dialog>
  )
}
