'use client'
import { useTranslations } from 'next-intl'
import { stringify } from 'yaml'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { fieldDifferences, sameData } from './values.ts'

type Props = {
  name: string
  base: object
  /** The newer version; null when the object is gone. */
  theirs: object | null
  mine: object
  onClose: () => void
  onTakeTheirs: () => void
  /** My changes on top of theirs. */
  onMerge: () => void
  onOverwrite: () => void
}

const show = (value: unknown) => (value === undefined ? '–' : typeof value === 'string' ? value : stringify(value, { lineWidth: 0 }).trimEnd())

/** Someone saved a newer version: it stands beside what was typed, and nothing is lost until one chooses. */
export function StaleDialog({ name, base, theirs, mine, onClose, onTakeTheirs, onMerge, onOverwrite }: Props) {
  const t = useTranslations('form.stale')
  const differences = theirs === null ? [] : fieldDifferences(base, theirs, mine)
  return (
    <Dialog
      open
      modalOnly
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={theirs === null ? t('goneTitle', { name }) : t('title', { name })}
      description={theirs === null ? t('goneText') : t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('back')}</Button>
          {theirs !== null && <Button onClick={onTakeTheirs}>{t('takeTheirs')}</Button>}
          <Button variant={theirs === null ? 'primary' : 'secondary'} onClick={onOverwrite}>{theirs === null ? t('recreate') : t('overwrite')}</Button>
          {theirs !== null && <Button variant="primary" onClick={onMerge}>{t('merge')}</Button>}
        </>
      }
    >
      {theirs !== null && (
        <table className="w-full table-fixed text-left">
          <thead>
            <tr className="text-xs text-muted">
              {[t('field'), t('theirs'), t('mine')].map((word) => <th key={word} scope="col" className="border-b px-2 py-1 font-medium">{word}</th>)}
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.field} className="align-top">
                <th scope="row" className="border-b px-2 py-1 font-mono text-xs font-normal break-words">{difference.field}</th>
                <Side value={difference.theirs} changed={!sameData(difference.base, difference.theirs)} />
                <Side value={difference.mine} changed={!sameData(difference.base, difference.mine)} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  )
}

function Side({ value, changed }: { value: unknown; changed: boolean }) {
  const t = useTranslations('form.stale')
  return (
    <td className="border-b px-2 py-1">
      <span className="block max-h-32 overflow-auto font-mono text-xs leading-5 break-words whitespace-pre-wrap">{show(value)}</span>
      {changed && <span className="text-xs text-accent-ink">{t('changed')}</span>}
    </td>
  )
}
