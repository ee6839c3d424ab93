'use client'
import { useEffect, useEffectEvent, useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import type { z } from 'zod'
import { KINDS, type Kind } from '#lib/model/kinds.ts'
import { isApiError } from '#components/api/error.ts'
import { useClient } from '#components/api/provider.tsx'
import type { WriteAnswer } from '#components/api/types.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import type { ObjectFormState } from './use-object-form.ts'

const SETTLES_AFTER_MS = 400

/**
 * What saving would answer now: a dry run as one types, once the values are valid. `undefined` until the first one;
 * the last answer stays while the values are not valid.
 */
export function useLiveCheck<K extends Kind, V extends FieldValues>(
  state: ObjectFormState<K, V>,
  schema: z.ZodType = KINDS[state.kind],
): WriteAnswer<K> | undefined {
  const client = useClient()
  const mayEdit = useReadOnly(state.kind) === undefined
  const [answer, setAnswer] = useState<WriteAnswer<K>>()
  const { kind, name, form } = state
  const ready = state.loading.state === 'ready'

  const check = useEffectEvent(async (signal: AbortSignal) => {
    const object = state.read()
    if (!schema.safeParse(object).success) return
    const path = name === undefined ? `/${kind}` : `/${kind}/${encodeURIComponent(name)}`
    try {
      setAnswer(await client.send<WriteAnswer<K>>(name === undefined ? 'POST' : 'PUT', path, { body: object, query: { dryRun: true }, signal, gate: false }))
    } catch (cause) {
      // A refusal is shown when one saves; while typing it would only flicker.
      if (!isApiError(cause) && !signal.aborted) throw cause
    }
  })
  useEffect(() => {
    if (!ready || !mayEdit) return
    let timer: ReturnType<typeof setTimeout>
    let running = new AbortController()
    const later = () => {
      clearTimeout(timer)
      running.abort()
      running = new AbortController()
      timer = setTimeout(() => void check(running.signal), SETTLES_AFTER_MS)
    }
    later()
    const stop = form.subscribe({ formState: { values: true }, callback: later })
    return () => {
      stop()
      clearTimeout(timer)
      running.abort()
    }
  }, [form, ready, mayEdit])
  return answer
}
