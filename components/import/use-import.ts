'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiError } from '#components/api/error.ts'
import { refreshWorkspace, withoutServerFields, type Override } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { ApiKind, ApiObject, WriteAnswer } from '#components/api/types.ts'
import { secretKeys } from './secret-keys.ts'
import type { MadeObject } from './types.ts'

type Mixed = ApiObject<ApiKind> & { kind: ApiKind }
type ApplyAnswer = Omit<WriteAnswer<ApiKind>, 'object'> & { objects: Mixed[] }
/** The objects of an import, as the one object that the save dialog shows. */
export type Bundle = { name: string; objects: Mixed[] }

const withKeys = (objects: readonly MadeObject[], text: string): object[] => {
  const keys = secretKeys(text)
  return objects.map(({ origin, ...object }) => {
    const key = origin?.kind === 'Secret' ? keys.get(`${origin.namespace}/${origin.name}`) : undefined
    return key === undefined ? object : { ...object, key }
  })
}

/** What a bundle shows of itself: each object under its kind and name. */
export const presentBundle = ({ objects }: Pick<Bundle, 'objects'>): Record<string, object> =>
  Object.fromEntries(objects.map(({ kind, ...object }) => [`${kind}/${object.name}`, withoutServerFields(object as unknown as ApiObject<ApiKind>)]))

/** Writes the objects of a preview as one revision: a dry run first, which also looks up what they would replace. */
export function useImport(objects: readonly MadeObject[], text: string) {
  const client = useClient()
  const queryClient = useQueryClient()
  const [before, setBefore] = useState<Record<string, object>>()
  const [refused, setRefused] = useState<ApiError | null>(null)

  const stored = async (bundle: Mixed[]): Promise<Mixed[]> =>
    Promise.all(
      bundle
        .filter(({ version }) => version !== '')
        .map(async ({ kind, name }) => ({ ...(await client.get<ApiObject<ApiKind>>(`/${kind}/${encodeURIComponent(name)}`)), kind }) as Mixed),
    )

  const write = async ({ dryRun, comment, ...override }: { dryRun: boolean; comment?: string } & Override) => {
    setRefused(null)
    const { objects: written, ...answer } = await client.send<ApplyAnswer>('POST', '/apply', {
      body: { objects: withKeys(objects, text) },
      query: { dryRun: dryRun || undefined, ...override },
      ...(comment ? { comment } : {}),
    })
    if (dryRun) {
      const there = await stored(written)
      setBefore(there.length === 0 ? undefined : presentBundle({ objects: there }))
    } else await refreshWorkspace(queryClient, client.workspace)
    return { ...answer, object: { name: '', objects: written } satisfies Bundle }
  }
  return { write, before, refused, refuse: setRefused }
}
