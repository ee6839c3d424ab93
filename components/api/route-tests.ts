'use client'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useEffect } from 'react'
import { isApiError, type ApiError } from './error.ts'
import { useClient } from './provider.tsx'
import { useStatus } from './queries.ts'
import { keys } from './query-keys.ts'
import type { BrokenTest, TestRun } from './types.ts'

/** Runs all enabled route tests, or the named one; again when the configuration has a newer revision. */
export function useTestRun(name?: string) {
  const client = useClient()
  const locale = useLocale()
  const query = useQuery<TestRun, ApiError>({
    queryKey: keys.part(client.workspace, 'route-test-run', locale, name ?? null),
    queryFn: ({ signal }) =>
      client.send<TestRun>('POST', '/route-tests/run', { body: name === undefined ? {} : { names: [name] }, signal }),
  })
  const head = useStatus().data?.revision
  const { refetch } = query
  const revision = query.data?.revision
  useEffect(() => {
    if (head !== undefined && revision !== undefined && head > revision) void refetch()
    // Once for each new head: the answer's own revision must not ask again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [head, refetch])
  return query
}

/** The tests that a refused write would have broken; undefined when it was refused for something else. */
export const brokenBy = (cause: unknown): BrokenTest[] | undefined =>
  isApiError(cause, 'BREAKS_ROUTE_TESTS') && Array.isArray(cause.details.broken) ? (cause.details.broken as BrokenTest[]) : undefined
