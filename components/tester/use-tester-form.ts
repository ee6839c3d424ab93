'use client'
import { parseAsNativeArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useForm, type FieldPath, type UseFormReturn } from 'react-hook-form'
import { useTranslations } from 'next-intl'
import { checkRequest, type CheckedRequest } from './check-request.ts'
import { fromSearch, isBlank, PROTOCOLS, toSearch, type RequestForm, type RequestSearch } from './request-form.ts'

const text = parseAsString.withDefault('')
const texts = parseAsNativeArrayOf(parseAsString)
const SEARCH = {
  protocol: parseAsStringLiteral(PROTOCOLS).withDefault('http'),
  method: parseAsString.withDefault('GET'),
  url: text,
  header: texts,
  cookie: texts,
  clientIp: text,
  sni: text,
  listener: text,
  body: text,
  source: text,
  destination: text,
}

/** Long enough to finish a word, short enough to feel live. */
const SETTLE_MS = 450

export type TesterForm = {
  form: UseFormReturn<RequestForm>
  /** The request that stands in the URL: what is asked. */
  asked: CheckedRequest
  /** The same, as it was typed. */
  typed: RequestForm
  /** Nothing is asked yet. */
  blank: boolean
  /** Takes over a whole request: an example, a pasted command. */
  use: (request: RequestForm) => void
  /** Asks now; true when the request in the URL is another than before. */
  submit: () => boolean
}

/**
 * The request lives in the URL; the form is a view of it that runs ahead while one types. A change of the URL from
 * outside (Back, a link) refills the form. Edits of one field are one step of the history.
 */
export function useTesterForm(): TesterForm {
  const t = useTranslations('tester')
  const [search, setSearch] = useQueryStates(SEARCH, { shallow: true })
  const key = JSON.stringify(search)
  const typed = useMemo(() => fromSearch(JSON.parse(key) as RequestSearch), [key])
  const asked = useMemo(() => checkRequest(typed), [typed])
  const form = useForm<RequestForm>({
    mode: 'onTouched',
    defaultValues: typed,
    resolver: (values) => {
      const checked = checkRequest(values)
      if (checked.ok) return { values, errors: {} }
      return { values: {}, errors: nested(checked.problems.map(({ field, problem }) => [field, t(`problem.${problem}`)])) }
    },
  })
  const own = useRef(key)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const step = useRef<string>(undefined)

  const write = useCallback(
    (values: RequestForm, field: string): boolean => {
      clearTimeout(timer.current)
      const next = toSearch(values)
      const nextKey = JSON.stringify({ ...JSON.parse(own.current), ...next })
      if (nextKey === own.current) return false
      void setSearch(next, { history: step.current === field ? 'replace' : 'push' })
      step.current = field
      own.current = nextKey
      return true
    },
    [setSearch],
  )
  const refill = useCallback(
    (values: RequestForm) => {
      clearTimeout(timer.current)
      form.reset(values)
      if (!isBlank(values)) void form.trigger()
    },
    [form],
  )
  useEffect(() => {
    if (own.current === key) return
    own.current = key
    step.current = undefined
    refill(typed)
  }, [key, typed, refill])
  useEffect(() => {
    if (!isBlank(form.getValues())) void form.trigger()
  }, [form])
  useEffect(() => {
    const stop = form.subscribe({
      formState: { values: true },
      callback: ({ values, name, type }) => {
        if (type === undefined && name === undefined) return
        if (name === 'protocol') {
          // A listener speaks one protocol, and what was wrong with the other request is not wrong with this one.
          form.clearErrors()
          form.setValue('listener', '')
          write(form.getValues(), name)
          return
        }
        clearTimeout(timer.current)
        timer.current = setTimeout(() => write(values, (name ?? '').split('.')[0]!), SETTLE_MS)
      },
    })
    return () => {
      clearTimeout(timer.current)
      stop()
    }
  }, [form, write])

  return {
    form,
    asked,
    typed,
    blank: isBlank(typed),
    use: (request) => {
      refill(request)
      step.current = undefined
      write(request, 'all')
      step.current = undefined
    },
    submit: () => {
      const changed = write(form.getValues(), 'submit')
      step.current = undefined
      return changed
    },
  }
}

/** `headers.0.name` → nested errors as react-hook-form keeps them. */
function nested(problems: [path: string, message: string][]): Record<string, never> {
  const errors: Record<string, unknown> = {}
  for (const [path, message] of problems) {
    const parts = path.split('.') as FieldPath<RequestForm>[]
    let at = errors
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>
    at[parts.at(-1)!] = { type: 'invalid', message }
  }
  return errors as Record<string, never>
}
