'use client'
import { Send } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useMay } from '#components/api/session.ts'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import type { CheckedRequest } from './check-request.ts'
import { isStreamRequest } from './explanation.ts'

/** RFC 9110 §9.2.1; the others may change something at the service, so they are asked about. */
const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

type Props = { asked: CheckedRequest; sending: boolean; onSend: () => void }

export function SendButton({ asked, sending, onSend }: Props) {
  const t = useTranslations('tester.send')
  const mayEdit = useMay('editor')
  const [confirming, setConfirming] = useState(false)
  const reason = !asked.ok ? t('fixFirst') : mayEdit ? undefined : t('needsEditor')
  if (asked.ok && isStreamRequest(asked.request)) return <p className="max-w-64 text-xs text-muted">{t('notForStreams')}</p>
  const request = asked.ok && !isStreamRequest(asked.request) ? asked.request : { method: '', url: '' }
  const { method } = request
  return (
    <>
      <Button
        icon={<Send size={14} aria-hidden />}
        busy={sending}
        disabledReason={reason}
        onClick={() => (SAFE.includes(method) ? onSend() : setConfirming(true))}
      >
        {t('action')}
      </Button>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t('confirmTitle', { method })}
        effect={t('confirmEffect', { url: request.url })}
        action={t('confirmAction', { method })}
        onConfirm={onSend}
      />
    </>
  )
}
