'use client'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useEffect, useState } from 'react'
import { isApiError, type ApiError } from '#components/api/error.ts'
import { useClient } from '#components/api/provider.tsx'
import { useStatus } from '#components/api/queries.ts'
import { keys } from '#components/api/query-keys.ts'
import type { CheckedRequest } from './check-request.ts'
import type { Explanation, SentAnswer, TesterRequest } from './explanation.ts'

/** An answer with the request that it answers: while the next one loads, both stay together. */
export type Answered = { request: TesterRequest; explanation: Explanation }

export type ExplanationState = {
  /** The newest answer, of this request or of the last one that was answered. */
  answered: Answered | undefined
  /** `answered` is of an earlier request. */
  outdated: boolean
  loading: boolean
  error: ApiError | null
  ask: () => void
}

/** Asks where the request goes, again when the configuration has a newer revision. */
export function useExplanation(asked: CheckedRequest): ExplanationState {
  const client = useClient()
  const locale = useLocale()
  const request = asked.ok ? asked.request : undefined
  const query = useQuery({
    queryKey: keys.part(client.workspace, 'tester', locale, request),
    queryFn: async ({ signal }): Promise<Answered> => ({
      request: request!,
      explanation: await client.send<Explanation>('POST', '/tester', { body: request, signal }),
    }),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
  })
  const [last, setLast] = useState<Answered>()
  if (query.isSuccess && !query.isPlaceholderData && query.data !== last) setLast(query.data)

  const head = useStatus().data?.revision
  const refetch = query.refetch
  const revision = query.data?.explanation.revision ?? null
  useEffect(() => {
    if (head !== undefined && revision !== null && head > revision) void refetch()
    // Once for each new head: the answer's own revision must not ask again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [head, refetch])

  const current = query.isSuccess && !query.isPlaceholderData
  return {
    answered: current ? query.data : last,
    outdated: !current,
    loading: query.isFetching,
    error: query.isError ? (query.error as ApiError) : null,
    ask: () => void refetch(),
  }
}

/** The answer of the tester to a request that it refuses stands at the fields, not above them. */
export const isRefused = (error: ApiError | null): boolean => isApiError(error, 'INVALID') && error.issues.length > 0

/** Sends the request for real; what came back belongs to that request only. */
export function useSend(asked: CheckedRequest) {
  const client = useClient()
  const mutation = useMutation({
    mutationFn: ({ request, body }: Extract<CheckedRequest, { ok: true }>) =>
      client.send<SentAnswer>('POST', '/tester/send', { body: { ...request, ...(body === '' ? {} : { body }) } }),
  })
  const same = JSON.stringify(mutation.variables) === JSON.stringify(asked)
  return {
    sent: same ? mutation.data : undefined,
    error: same ? (mutation.error as ApiError | null) : null,
    sending: mutation.isPending,
    send: () => {
      if (asked.ok) mutation.mutate(asked)
    },
  }
}
