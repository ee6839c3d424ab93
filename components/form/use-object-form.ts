'use client'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useForm, type DefaultValues, type FieldValues, type Path, type UseFormReturn } from 'react-hook-form'
import { toast } from 'sonner'
import { useTranslations } from 'next-intl'
import { KINDS } from '#lib/model/kinds.ts'
import { Workspace } from '#lib/model/workspace.ts'
import type { ApiError } from '#components/api/error.ts'
import { useSave, withoutServerFields, type Override } from '#components/api/mutations.ts'
import { useApi } from '#components/api/provider.tsx'
import { useObject } from '#components/api/queries.ts'
import type { ApiKind, ApiObject } from '#components/api/types.ts'
import { drafts, useDraft } from './draft.ts'
import { revealField } from './error-summary.tsx'
import { dotted, objectResolver, type ToField } from './object-resolver.ts'
import { dropEmpty, mergeMine, sameData } from './values.ts'

const SCHEMAS = { ...KINDS, workspaces: Workspace }
const NO_SECRETS: readonly string[] = []

export type ObjectFormOptions<K extends ApiKind, V extends FieldValues> = {
  kind: K
  /** The object to edit; absent = create. */
  name?: string
  /** The object to start as a copy of. */
  from?: string
  /** Of a new object that begins with fields from elsewhere: what was typed is kept for these alone. */
  seed?: string
  /** What the screen shows of an object; of nothing for a new one, with its defaults. */
  toForm: (object: ApiObject<K> | undefined) => V
  /** What a copy begins with; under another name by default. */
  toCopy?: (values: V) => V
  /** What is sent. Empty optional fields are dropped afterwards. */
  fromForm?: (values: V) => Record<string, unknown>
  /** Where an issue stands on the form when that is not its own path. */
  toField?: ToField<V>
  /** Fields that are not kept over a reload. */
  secret?: readonly string[]
  /** Another schema than the kind's: a form that cannot show the key, say. */
  schema?: (typeof SCHEMAS)[ApiKind] | import('zod').ZodType
}

type Base<K extends ApiKind> = { object: Record<string, unknown>; version: string; stored: ApiObject<K> } | null
export type Stale = { theirs: Record<string, unknown> | null; version: string | null; mine: Record<string, unknown> }

/** Load, validate, dry run, save and conflict of one object's form. `ObjectForm` shows it. */
export type ObjectFormState<K extends ApiKind, V extends FieldValues> = {
  kind: K
  name: string | undefined
  form: UseFormReturn<V>
  /** The stored object that the form began with. */
  stored: ApiObject<K> | undefined
  loading: { state: 'loading' | 'ready' } | { state: 'failed'; error: ApiError; retry: () => void }
  /** What the next dry run and save send; null when no save is going on. */
  pending: Record<string, unknown> | null
  base: Record<string, unknown> | undefined
  restored: boolean
  stale: Stale | null
  submit: () => void
  write: (options: { dryRun: boolean; comment?: string } & Override) => ReturnType<ReturnType<typeof useSave<K>>['mutateAsync']>
  refused: (error: ApiError) => void
  cancelSave: () => void
  resolveStale: (choice: 'theirs' | 'merge' | 'overwrite' | 'back') => void
  /** Throws away what was typed. */
  discard: () => void
  /** After a save: the form is clean again. */
  saved: () => void
  /** What would be sent now, for live previews. */
  read: () => Record<string, unknown>
}

export function useObjectForm<K extends ApiKind, V extends FieldValues>(options: ObjectFormOptions<K, V>): ObjectFormState<K, V> {
  const { kind, name, from, seed, toForm, toField = dotted, secret = NO_SECRETS, fromForm = (values: V) => values } = options
  const { toCopy = (values: V): V => ({ ...values, name: `${from}-copy` }) } = options
  const t = useTranslations('form')
  const { workspace } = useApi()
  const query = useObject(kind, name ?? from)
  const save = useSave(kind)
  const draftKey = [workspace, kind, name ?? `new:${from ?? seed ?? ''}`].join('/')

  const toInput = (values: V) => dropEmpty(fromForm(values)) as Record<string, unknown>
  const form = useForm<V>({
    mode: 'onTouched',
    defaultValues: toForm(undefined) as DefaultValues<V>,
    resolver: objectResolver<V>(options.schema ?? SCHEMAS[kind], toInput, toField),
  })
  const [base, setBase] = useState<Base<K>>(null)
  const [pending, setPending] = useState<Record<string, unknown> | null>(null)
  const [stale, setStale] = useState<Stale | null>(null)
  const [restored, setRestored] = useState(false)
  const [ready, setReady] = useState(false)
  const started = useRef(false)

  const begin = useEffectEvent((stored: ApiObject<K> | undefined) => {
    if (name !== undefined && stored) setBase({ object: withoutServerFields(stored), version: stored.version, stored })
    const draft = drafts.read<V>(draftKey)
    const shown = toForm(stored)
    const first = from !== undefined && name === undefined ? toCopy(shown) : shown
    form.reset(first)
    if (draft) {
      form.reset({ ...first, ...draft }, { keepDefaultValues: true })
      setRestored(true)
    }
    setReady(true)
  })
  useEffect(() => {
    if (started.current || ((name ?? from) !== undefined && !query.data)) return
    started.current = true
    begin(query.data)
  }, [name, from, query.data])
  useDraft(form, draftKey, secret, ready)

  const discard = () => {
    drafts.clear(draftKey)
    form.reset(undefined, { keepValues: false })
    setRestored(false)
  }
  const refused = (error: ApiError) => {
    const mine = pending
    setPending(null)
    if (error.code === 'STALE_VERSION' && mine) {
      const current = (error.details.current ?? null) as ApiObject<K> | null
      return setStale({ theirs: current && withoutServerFields(current), version: current?.version ?? null, mine })
    }
    for (const issue of error.issues) {
      form.setError((toField(issue.path, form.getValues()) || 'root.form') as Path<V>, { type: 'server', message: issue.message })
    }
    if (error.issues.length === 0) form.setError('root.server' as Path<V>, { type: 'server', message: error.message })
    else requestAnimationFrame(() => revealField(toField(error.issues[0]!.path, form.getValues())))
  }
  const submit = () => {
    form.clearErrors()
    void form.handleSubmit(
      () => {
        const input = toInput(form.getValues())
        const schema = SCHEMAS[kind]
        const normal = (object: unknown) => schema.safeParse(object).data ?? object
        if (base && sameData(normal(input), normal(base.object))) {
          drafts.clear(draftKey)
          toast(t('nothingToSave'))
          return
        }
        setPending(input)
      },
      (errors) => {
        const first = Object.keys(errors)[0]
        if (first !== undefined && first !== 'root') requestAnimationFrame(() => revealField(first))
      },
    )()
  }
  const resolveStale = (choice: 'theirs' | 'merge' | 'overwrite' | 'back') => {
    if (!stale) return
    setStale(null)
    if (choice === 'back') return
    const { theirs, version, mine } = stale
    // What it was read from in a cluster stays the same object.
    const { origin, managedBy } = base?.stored ?? {}
    const read = { version: version ?? '', ...(origin ? { origin } : {}), ...(managedBy ? { managedBy } : {}) }
    const fresh = theirs === null ? undefined : ({ ...theirs, ...read } as unknown as ApiObject<K>)
    const before = base?.object ?? {}
    setBase(theirs === null || !fresh ? null : { object: theirs, version: version!, stored: fresh })
    if (choice === 'theirs') {
      drafts.clear(draftKey)
      form.reset(toForm(fresh))
      return
    }
    const next = choice === 'merge' && theirs ? (mergeMine(before, theirs, mine) as Record<string, unknown>) : mine
    form.reset(toForm(fresh))
    form.reset(toForm({ ...next, ...read } as unknown as ApiObject<K>), { keepDefaultValues: true })
    setPending(toInput(form.getValues()))
  }
  return {
    kind,
    name,
    form,
    stored: base?.stored,
    loading:
      !ready && query.isError ? { state: 'failed', error: query.error as ApiError, retry: () => void query.refetch() } : { state: ready ? 'ready' : 'loading' },
    pending,
    base: base?.object,
    restored,
    stale,
    submit,
    write: ({ dryRun, comment, ...override }) =>
      save.mutateAsync({
        object: pending ?? {},
        dryRun,
        ...override,
        ...(comment ? { comment } : {}),
        ...(name !== undefined && base ? { name, ifMatch: base.version } : {}),
      }),
    refused,
    cancelSave: () => setPending(null),
    resolveStale,
    discard,
    saved: () => {
      setPending(null)
      drafts.clear(draftKey)
      form.reset(form.getValues())
    },
    read: () => toInput(form.getValues()),
  }
}
