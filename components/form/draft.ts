import { useEffect, useRef } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'

const prefix = 'sluice-draft:'
const WRITE_AFTER_MS = 300

/** What was typed into a form and not saved, kept for this tab. */
export const drafts = {
  read<V>(key: string): Partial<V> | null {
    try {
      return JSON.parse(sessionStorage.getItem(prefix + key) ?? 'null') as Partial<V> | null
    } catch {
      return null
    }
  },
  clear: (key: string) => sessionStorage.removeItem(prefix + key),
  write(key: string, values: object) {
    // A full or forbidden storage must not stop anyone from typing.
    try {
      sessionStorage.setItem(prefix + key, JSON.stringify(values))
    } catch {}
  },
}

/** Keeps a dirty form's values over a reload, the back button and a crash; fields in `secret` are never kept. */
export function useDraft<V extends FieldValues>(form: UseFormReturn<V>, key: string, secret: readonly string[], active: boolean): void {
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; write: () => void }>(undefined)
  useEffect(() => {
    if (!active) return
    const settle = () => {
      clearTimeout(waiting.current?.timer)
      waiting.current = undefined
    }
    // A reload right after the last key must not lose it.
    const flush = () => {
      const last = waiting.current
      settle()
      last?.write()
    }
    const stop = form.subscribe({
      formState: { values: true, isDirty: true },
      callback: ({ values, isDirty }) => {
        settle()
        if (!isDirty) return
        const write = () => drafts.write(key, Object.fromEntries(Object.entries(values).filter(([name]) => !secret.includes(name))))
        waiting.current = { write, timer: setTimeout(flush, WRITE_AFTER_MS) }
      },
    })
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      settle()
      stop()
    }
  }, [form, key, secret, active])
}
